package pipeline.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates of a broker on the loopback address and of a client, each signed by itself, made with the JDK's keytool. */
public record Certificates(Path folder) {

    public static final String PASSWORD = "keyst0re-password";

    public static Certificates make(Path folder) throws IOException, InterruptedException {
        Certificates made = new Certificates(folder);
        for (String name : List.of("broker", "client")) {
            made.keytool(
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "SAN=ip:127.0.0.1",
                    "-keystore",
                    made.keys(name));
            made.keytool("-exportcert", "-rfc", "-alias", name, "-keystore", made.keys(name), "-file", made.pem(name));
        }
        return made;
    }

    /** PKCS12 with key and certificate. */
    public String keys(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    /** The certificate alone. */
    public String pem(String name) {
        return folder.resolve(name + ".pem").toString();
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }
}
