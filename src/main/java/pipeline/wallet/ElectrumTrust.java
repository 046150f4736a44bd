package pipeline.wallet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/** Whom to take for the Electrum server over TLS. Most of these servers sign their certificates themselves. */
public final class ElectrumTrust extends SSLContextParameters {

    /**
     * @param host name or address
     * @param certificateFile of the one certificate that is trusted, whatever its name and signature, as PEM or DER; empty to trust
     *     whom the Java platform trusts, if the certificate is the host's
     * @throws IllegalArgumentException when it has none
     * @throws GeneralSecurityException when the platform's certificates cannot be read
     */
    public ElectrumTrust(String host, String certificateFile) throws GeneralSecurityException {
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setTrustManager(
                certificateFile.isEmpty()
                        ? ServerTrust.in(platform(), host)
                        : ServerTrust.in(certificate(certificateFile)));
        setTrustManagers(trust);
    }

    /** @throws IllegalArgumentException when the file has no certificate */
    public static X509Certificate certificate(String file) {
        try (InputStream bytes = Files.newInputStream(Path.of(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("cannot be read as a certificate: " + e, e);
        }
    }

    private static X509TrustManager platform() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
