package pipeline.bitcoin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** What opens a node's RPC server: a user and a password, or the cookie file that the node writes at each start. */
public final class Credentials {

    private final Path cookieFile;
    private volatile String userAndPassword;

    private Credentials(Path cookieFile, String userAndPassword) {
        this.cookieFile = cookieFile;
        this.userAndPassword = userAndPassword;
    }

    public static Credentials none() {
        return new Credentials(null, null);
    }

    public static Credentials of(String user, String password) {
        return new Credentials(null, user + ":" + password);
    }

    public static Credentials cookie(Path file) {
        return new Credentials(file, null);
    }

    /** Value of the HTTP header Authorization. */
    Optional<String> authorization() throws NodeException {
        if (userAndPassword == null && cookieFile != null) {
            userAndPassword = readCookie();
        }
        return Optional.ofNullable(userAndPassword)
                .map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads the cookie again next time: the node has started anew since. */
    void refused() {
        if (cookieFile != null) {
            userAndPassword = null;
        }
    }

    private String readCookie() throws NodeException {
        try {
            return Files.readString(cookieFile).strip();
        } catch (IOException e) {
            throw new NodeException(
                    "Cannot read the cookie " + cookieFile + " (bitcoin.rpc.cookie-file)",
                    "Set bitcoin.rpc.cookie-file to the .cookie that a running node has in its data folder, and let this"
                            + " user read it",
                    e);
        }
    }
}
