package pipeline.wallet;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;

/** Which server a client trusts: by one certificate, or by whom the Java platform trusts and the host's name. */
final class ServerTrust extends X509ExtendedTrustManager {

    /** What a client looks at. */
    private interface ServerCheck {

        void check(X509Certificate[] chain, String authType) throws CertificateException, IOException;
    }

    private final ServerCheck servers;

    private ServerTrust(ServerCheck servers) {
        this.servers = servers;
    }

    static ServerTrust in(X509Certificate pinned) {
        return new ServerTrust((chain, authType) -> {
            if (!pinned.equals(chain[0])) {
                throw new CertificateException("its certificate is not that of electrum.certificate-file but "
                        + chain[0].getSubjectX500Principal());
            }
        });
    }

    /** Camel's netty component knows the host where it connects, and forgets it where the certificate is looked at. */
    static ServerTrust in(X509TrustManager platform, String host) {
        return new ServerTrust((chain, authType) -> {
            platform.checkServerTrusted(chain, authType);
            new DefaultHostnameVerifier().verify(host, chain[0]);
        });
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            servers.check(chain, authType);
        } catch (IOException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no client is trusted");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
