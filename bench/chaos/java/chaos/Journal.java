package chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import pipeline.embedded.SampleChain.RawBlock;

/**
 * The network that the node hears of blocks from: a file with a branch a line. Miners go on while the node is down; it reads
 * on where it was, or from the beginning when it starts.
 */
final class Journal {

    private static final HexFormat HEX = HexFormat.of();

    private final Path file;
    private long position;

    Journal(Path file) {
        this.file = file;
    }

    /**
     * A block as the node hears of it.
     *
     * @param spent what {@code /rest/spenttxouts} answers of it
     */
    record Heard(RawBlock block, byte[] spent) {}

    /** Tells the node of a branch: one it extends its chain by, or goes over to. */
    void tell(List<Mined> branch) {
        String line = branch.stream()
                .map(block -> "%d:%s:%s:%s"
                        .formatted(
                                block.height(), block.hash(), HEX.formatHex(block.raw()), HEX.formatHex(block.spent())))
                .collect(Collectors.joining(" ", "", "\n"));
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Branches told since the last call, as far as their lines are complete. */
    List<List<Heard>> hear() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (reader.length() - position)];
            reader.seek(position);
            reader.readFully(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            String lines = text.substring(0, text.lastIndexOf('\n') + 1);
            position += lines.length();
            return lines.lines().map(Journal::branch).toList();
        }
    }

    private static List<Heard> branch(String line) {
        List<Heard> branch = new ArrayList<>();
        for (String block : line.split(" ")) {
            String[] column = Arrays.copyOf(block.split(":"), 4);
            RawBlock raw = new RawBlock(Integer.parseInt(column[0]), column[1], HEX.parseHex(column[2]));
            branch.add(new Heard(raw, HEX.parseHex(column[3])));
        }
        return branch;
    }
}
