package pipeline.console;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.support.service.ServiceSupport;

/** The pages of Hawtio, and the few answers that they want of a server besides the MBeans. */
final class Hawtio extends ServiceSupport {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** What changes nothing; all else is asked by a POST, with which a browser always tells the page's origin. */
    private static final Pattern READS = Pattern.compile(Console.JOLOKIA + "/?((read|list|search|version)(/.*)?)?");

    /** Nobody to log in here, no plugins, nothing to go on to. */
    private static final Map<String, String> ANSWERS = Map.of(
            "user", "\"public\"",
            "plugin", "[]",
            "proxy/enabled", "false",
            "keycloak/enabled", "false",
            "preset-connections", "[]",
            "auth/config", "[]",
            "auth/config/login", "{}",
            "auth/config/session-timeout", "{}");

    private final ManagementHttpServer server;
    private final boolean isOpen;
    private final Set<String> hosts;
    private final Set<String> allowedOrigins;

    /**
     * @param server starts before this does
     * @param host that the server listens at
     * @param isOpen whether nobody is asked who he is
     * @param allowedOrigins of pages from elsewhere that may use it
     */
    Hawtio(ManagementHttpServer server, String host, boolean isOpen, Set<String> allowedOrigins) {
        this.server = server;
        hosts = new HashSet<>(LOOPBACK);
        hosts.add(host);
        this.isOpen = isOpen;
        this.allowedOrigins = allowedOrigins;
    }

    @Override
    protected void doStart() {
        Router router = server.getRouter();
        router.route(Console.HAWTIO + "*").order(-1).handler(this::refuseOthersPages);
        ANSWERS.forEach(
                (path, answer) -> router.get(Console.HAWTIO + "/" + path).handler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(answer)));
        router.get(Console.HAWTIO + "/*").handler(StaticHandler.create("hawtio-static"));
        // each place within Hawtio has an address of its own, and the same page draws it
        router.get(Console.HAWTIO + "*").handler(request -> request.reroute(Console.HAWTIO + "/index.html"));
        router.get("/").handler(request -> request.redirect(Console.HAWTIO + "/"));
    }

    /** A page from anywhere can make the browser of an operator call us: without a password nothing else would stop it. */
    private void refuseOthersPages(RoutingContext request) {
        HostAndPort asked = request.request().authority();
        String origin = request.request().getHeader("Origin");
        boolean isOurs = origin == null
                ? isOurOwnCall(request)
                : allowedOrigins.contains(origin) || authority(origin).equals(String.valueOf(asked));
        if (isOurs && (!isOpen || asked != null && hosts.contains(asked.host()))) {
            request.next();
            return;
        }
        request.response().setStatusCode(403).end("Not from here (console.allowed-origins)");
    }

    /**
     * An image or a link of another's page tells no origin, but by a header of its own whose page it is, though not to a server
     * that is neither local nor asked by TLS. A link may lead to pages.
     */
    private static boolean isOurOwnCall(RoutingContext request) {
        String site = request.request().getHeader("Sec-Fetch-Site");
        if (!request.normalizedPath().startsWith(Console.JOLOKIA)) {
            return true;
        }
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        return request.request().method().equals(HttpMethod.POST)
                || READS.matcher(request.normalizedPath()).matches()
                        && !request.queryParams().contains("p");
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
