package pipeline.bitcoin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a person may want to know of a node, and the pipeline need not. */
public final class NodeDetails {

    private NodeDetails() {}

    /** By RPC: name and version, such as {@code Satoshi:28.1.0}. */
    public static NodeCall<String> version() {
        return new NodeCall<>(
                JsonRpc.request("getnetworkinfo"), answer -> AnswerCheck.field(JsonRpc.result(answer), "subversion")
                        .asText()
                        .replace("/", ""));
    }

    /** By RPC: what the node announces over ZMQ and where, such as {@code pubhashblock tcp://0.0.0.0:28332}. */
    public static NodeCall<List<String>> announcements() {
        return new NodeCall<>(JsonRpc.request("getzmqnotifications"), answer -> {
            List<String> announcements = new ArrayList<>();
            for (JsonNode each : JsonRpc.result(answer)) {
                announcements.add(
                        each.path("type").asText() + " " + each.path("address").asText());
            }
            return announcements;
        });
    }

    /** Whether the node takes itself to be far behind: its tip is old, or was when it started. */
    public static NodeQuestion<Boolean> initialDownload() {
        return dialect -> new NodeCall<>(dialect.chainInfo().request(), answer -> {
            AnswerCheck.refused(answer);
            JsonNode json = AnswerCheck.json(answer);
            // RPC wraps what REST says as it is
            return json.path("result").isObject()
                    ? json.path("result").path("initialblockdownload").asBoolean()
                    : json.path("initialblockdownload").asBoolean();
        });
    }
}
