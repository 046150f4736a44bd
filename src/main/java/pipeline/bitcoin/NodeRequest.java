package pipeline.bitcoin;

/**
 * One HTTP request to a node.
 *
 * @param path begins with a slash, no query
 * @param query null where there is none
 * @param body JSON of an RPC call; null for a GET
 */
public record NodeRequest(String path, String query, String body) {

    static NodeRequest get(String path) {
        return new NodeRequest(path, null, null);
    }

    static NodeRequest post(String body) {
        return new NodeRequest("/", null, body);
    }

    public String method() {
        return body == null ? "GET" : "POST";
    }
}
