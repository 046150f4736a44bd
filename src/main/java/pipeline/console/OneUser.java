package pipeline.console;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Knows the one user of the console. */
record OneUser(String user, String password) implements AuthenticationProvider {

    @Override
    public void authenticate(JsonObject given, Handler<AsyncResult<User>> result) {
        boolean isHe = isSame(user, given.getString("username")) & isSame(password, given.getString("password"));
        result.handle(isHe ? Future.succeededFuture(User.fromName(user)) : Future.failedFuture("Unknown user"));
    }

    /** Takes as long for a wrong text that begins well as for any other. */
    private static boolean isSame(String expected, String given) {
        return given != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "OneUser";
    }
}
