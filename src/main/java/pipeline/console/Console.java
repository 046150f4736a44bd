package pipeline.console;

import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.BasicAuthHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.component.micrometer.prometheus.MicrometerPrometheus;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;

/**
 * Hawtio, health and metrics over HTTP.
 *
 * @param user empty where nobody is asked who he is
 * @param allowedOrigins of pages from elsewhere that may use it
 */
public record Console(String host, int port, String user, String password, Set<String> allowedOrigins) {

    static final String HAWTIO = "/hawtio";
    static final String JOLOKIA = HAWTIO + "/jolokia";

    /** What the JVM tells of itself. */
    private static final String BINDERS = "jvm-memory,jvm-gc,jvm-thread,processor,uptime,file-descriptor";

    /**
     * Camel's server only logs that it could not start.
     *
     * @throws IOException where it cannot listen, with what to set
     */
    public void requireFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new IOException(
                    "Cannot open the console at %s:%d (console.host, console.port): %s. Set another console.port, or none"
                                    .formatted(host, port, e.getMessage())
                            + " for no console",
                    e);
        }
    }

    /** Opens the console when the context starts; it is closed with it. */
    public void open(CamelContext camel) {
        ManagementHttpServer server = new ManagementHttpServer();
        server.setCamelContext(camel);
        server.setHost(host);
        server.setPort(port);
        server.setPath("/");
        server.setHealthCheckEnabled(true);
        server.setHealthPath("/observe/health");
        server.setMetricsEnabled(true);
        server.setJolokiaEnabled(true);
        server.setJolokiaPath(JOLOKIA);
        if (!allowedOrigins.isEmpty()) {
            server.getCors().setEnabled(true);
            server.getCors().setOrigins(List.copyOf(allowedOrigins));
        }
        if (!user.isEmpty()) {
            askForPassword(server.getConfiguration().getAuthenticationConfig());
        }
        add(camel, server);
        add(camel, new Hawtio(server, host, user.isEmpty(), allowedOrigins));

        MicrometerPrometheus metrics = new MicrometerPrometheus();
        metrics.setCamelContext(camel);
        metrics.setBinders(BINDERS);
        // a series for each address that is called: the routes have their own
        metrics.setEnableExchangeEventNotifier(false);
        add(camel, metrics);
    }

    /** They start in this order, before any route. */
    private static void add(CamelContext camel, Service service) {
        try {
            camel.addService(service);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    private void askForPassword(AuthenticationConfig config) {
        AuthenticationConfigEntry hawtio = new AuthenticationConfigEntry();
        hawtio.setPath(HAWTIO + "*");
        hawtio.setAuthenticationProviderFactory(vertx -> new OneUser(user, password));
        hawtio.setAuthenticationHandlerFactory(new AuthenticationConfig.AuthenticationHandlerFactory() {
            @Override
            public <T extends AuthenticationProvider> AuthenticationHandler createAuthenticationHandler(T provider) {
                return BasicAuthHandler.create(provider, "camel-pipeline");
            }
        });
        config.getEntries().add(hawtio);
        config.setEnabled(true);
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "Console[" + host + ":" + port + "]";
    }
}
