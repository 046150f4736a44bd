package pipeline.bitcoin;

import java.nio.charset.StandardCharsets;

/** What a node may or may not serve besides RPC, and how to find out. */
public enum NodeService {
    /** Blocks and headers over REST: {@code rest=1} in the node's configuration. */
    REST,
    /** Spent outputs over REST: Bitcoin Core 30 and later. */
    SPENT_OUTPUTS;

    /** A call that tells whether the service is there. */
    public NodeCall<Boolean> probe() {
        NodeRequest request =
                switch (this) {
                    case REST -> NodeRequest.get("/rest/chaininfo.json");
                    // an unknown block's answer has a text where the service is there, and none where it is not
                    case SPENT_OUTPUTS -> NodeRequest.get("/rest/spenttxouts/" + "0".repeat(64) + ".bin");
                };
        return new NodeCall<>(request, answer -> {
            AnswerCheck.refused(answer);
            if (answer.status() >= 500) {
                throw AnswerCheck.unexpected(answer);
            }
            return answer.status() == 200
                    || new String(answer.body(), StandardCharsets.UTF_8).strip().endsWith("not found");
        });
    }
}
