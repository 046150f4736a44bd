package pipeline.sinks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** Who InfluxDB is to take us for, and what its answers say. */
public final class InfluxAccess {

    private static final int FIRST_FAILURE = 300;

    private final String url;
    private final String token;
    private final String user;
    private final String password;

    /**
     * @param token of interface 2; empty where there is none
     * @param user of interface 1; empty where there is none
     */
    public InfluxAccess(String url, String token, String user, String password) {
        this.url = url;
        this.token = token;
        this.user = user;
        this.password = password;
    }

    /** The header of that name; null where it asks for none. */
    public String authorization() {
        if (!token.isEmpty()) {
            return "Token " + token;
        }
        if (user.isEmpty()) {
            return null;
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /**
     * Requires that it has done what it was asked for. A query that fails is answered with status 200 and the error.
     *
     * @throws IOException with its reason
     */
    public void check(@Header(Exchange.HTTP_RESPONSE_CODE) int status, @Body String answer) throws IOException {
        String said = answer == null ? "" : answer.strip();
        if (status >= FIRST_FAILURE || said.contains("\"error\"")) {
            throw new IOException("InfluxDB at " + url + " (sinks.influxdb.url) refuses what it is sent: status "
                    + status + " " + said);
        }
    }
}
