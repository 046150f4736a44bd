package pipeline.wallet;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.camel.support.jsse.SSLContextClientParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/** Whom to take for the Electrum server over TLS. Most of these servers sign their certificates themselves. */
public final class ElectrumTrust extends SSLContextParameters {

    /**
     * @param host name or address; the endpoint's hostnameVerification knows it only from here
     * @param certificateFile of the one certificate that is trusted, whatever its name and signature, as PEM or DER; empty to trust
     *     whom the Java platform trusts, for the host's name
     * @throws IllegalArgumentException when it has none
     */
    public ElectrumTrust(String host, String certificateFile) {
        if (!certificateFile.isEmpty()) {
            TrustManagersParameters trust = new TrustManagersParameters();
            trust.setTrustManager(new Pinned(certificate(certificateFile)));
            setTrustManagers(trust);
        }
        SSLContextClientParameters client = new SSLContextClientParameters();
        client.setSniHostName(host);
        setClientParameters(client);
    }

    /** @throws IllegalArgumentException when the file has no certificate */
    public static X509Certificate certificate(String file) {
        try (InputStream bytes = Files.newInputStream(Path.of(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("cannot be read as a certificate: " + e, e);
        }
    }

    private static final class Pinned extends X509ExtendedTrustManager {

        private final X509Certificate pinned;

        Pinned(X509Certificate pinned) {
            this.pinned = pinned;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            if (!pinned.equals(chain[0])) {
                throw new CertificateException("its certificate is not that of electrum.certificate-file but "
                        + chain[0].getSubjectX500Principal());
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
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("for a client only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("for a client only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException("for a client only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
