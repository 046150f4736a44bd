package chaos;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Predicate;
import pipeline.FaultyNode;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Reaction;
import pipeline.FaultyNode.Request;

/** What a node may answer for a while instead of what is true. */
enum Disturbance {
    LYING("wrong bytes", Request::asksForBlock, Reaction.block(Disturbance::wrongBytes)),
    BUSY("503", request -> true, Reaction.answer(Answer.of(503, "Work queue depth exceeded"))),
    CUTTING_OFF("half an answer", request -> true, Reaction.cutOff()),
    WARMING_UP("−28", request -> true, Disturbance::warmUp),
    REFUSING("401", request -> true, Reaction.answer(Answer.of(401, "")));

    private static final String LOADING = "Loading block index…";

    private final String label;
    private final Predicate<Request> requests;
    private final Reaction reaction;

    Disturbance(String label, Predicate<Request> requests, Reaction reaction) {
        this.label = label;
        this.requests = requests;
        this.reaction = reaction;
    }

    /** As a table calls it. */
    String label() {
        return label;
    }

    boolean takes(Request request) {
        return requests.test(request);
    }

    Reaction reaction() {
        return reaction;
    }

    private static void warmUp(FaultyNode node, HttpExchange exchange, Request request) throws IOException {
        Answer answer = request.isRest()
                ? Answer.of(503, "Service temporarily unavailable: " + LOADING + "\r\n")
                : Answer.of(
                        500, "{\"result\":null,\"error\":{\"code\":-28,\"message\":\"" + LOADING + "\"},\"id\":0}\n");
        Reaction.answer(answer).react(node, exchange, request);
    }

    /** One bit of the last third is another, or all of that is missing. */
    private static byte[] wrongBytes(byte[] honest) {
        int position = honest.length * 2 / 3;
        if (honest[honest.length / 2] % 2 == 0) {
            return Arrays.copyOf(honest, position);
        }
        byte[] wrong = honest.clone();
        wrong[position] ^= 1;
        return wrong;
    }
}
