package pipeline.bitcoin;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An address and the locking script that it stands for. Text is an address where a script's address is that text, its checksum
 * included.
 *
 * @param text as Bitcoin Core writes it
 * @param networks that give the script this address
 */
public record Address(String text, byte[] script, Set<Network> networks) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int OP_1 = 0x51;

    /**
     * @param text Base58Check, bech32 or bech32m, the last two in lower or in upper case
     * @throws IllegalArgumentException when it is no address of any network
     */
    public static Address of(String text) {
        // BIP173: one case or the other, lower case is what is shown
        String shown = text.equals(text.toUpperCase(Locale.ROOT)) ? text.toLowerCase(Locale.ROOT) : text;
        return Stream.of(text, shown)
                .flatMap(form -> scripts(form).map(script -> read(form, script)))
                .filter(address -> !address.networks.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no Bitcoin address: a character is missing, wrong or too much"));
    }

    /**
     * @param texts comma-separated
     * @throws IllegalArgumentException naming the first that is no address
     */
    public static List<Address> list(String texts) {
        return Arrays.stream(texts.split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Address::of)
                .toList();
    }

    /** How Electrum's protocol calls the script: its SHA-256 as text, backwards as hashes are. */
    public String scriptHash() {
        try {
            return HashText.of(MessageDigest.getInstance("SHA-256").digest(script), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Address read(String text, byte[] script) {
        return new Address(
                text,
                script,
                EnumSet.allOf(Network.class).stream()
                        .filter(network ->
                                text.equals(OutputScript.of(script, network).address()))
                        .collect(Collectors.toSet()));
    }

    private static Stream<byte[]> scripts(String text) {
        return Stream.concat(
                        Base58Check.hashIn(text).stream()
                                .map(HEX::formatHex)
                                .flatMap(hash -> Stream.of("76a914" + hash + "88ac", "a914" + hash + "87")),
                        Bech32.programIn(text).stream().map(Address::witnessScript))
                .map(HEX::parseHex);
    }

    /** @param program its version comes first */
    private static String witnessScript(byte[] program) {
        int version = program[0] == 0 ? 0 : program[0] - 1 + OP_1;
        return HEX.toHexDigits((byte) version)
                + HEX.toHexDigits((byte) (program.length - 1))
                + HEX.formatHex(program, 1, program.length);
    }
}
