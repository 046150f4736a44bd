package pipeline.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** The regtest chain in the jar, mined with Bitcoin Core for this project: every script type that Core names occurs. */
public final class SampleChain {

    /**
     * @param hash 64 hex digits, RPC byte order
     * @param raw the block's bytes as a node stores them
     */
    public record RawBlock(int height, String hash, byte[] raw) {}

    private SampleChain() {}

    /** Blocks 0 to 183 in height order. */
    public static List<RawBlock> blocks() {
        return readBlocks(unzip("/sample/blocks.csv.gz"));
    }

    /** By block hash: the outputs the block spends, as {@code /rest/spenttxouts/<hash>.bin} answers them. */
    public static Map<String, byte[]> spentOutputs() {
        return lines(unzip("/sample/spenttxouts.csv.gz")).stream()
                .collect(Collectors.toMap(
                        column -> column[1], column -> HexFormat.of().parseHex(column[2])));
    }

    /** Reads lines of {@code height,hash,block in hex} below one line of headings. */
    public static List<RawBlock> readBlocks(InputStream csv) {
        return lines(csv).stream()
                .map(column -> new RawBlock(
                        Integer.parseInt(column[0]), column[1], HexFormat.of().parseHex(column[2])))
                .toList();
    }

    private static InputStream unzip(String resource) {
        try {
            return new GZIPInputStream(SampleChain.class.getResourceAsStream(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String[]> lines(InputStream csv) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(csv, StandardCharsets.US_ASCII))) {
            return reader.lines().skip(1).map(line -> line.split(",")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
