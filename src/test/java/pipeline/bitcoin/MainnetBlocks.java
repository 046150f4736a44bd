package pipeline.bitcoin;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real blocks of the main network with Bitcoin Core's own decoding. They are not ours, so they lie beside the project. */
final class MainnetBlocks {

    private static final Path DIRECTORY = Path.of("../shared/mainnet-blocks");

    /** @param answer header fields and {@code decoderawtransaction} of each transaction */
    record MainnetBlock(byte[] raw, JsonNode answer) {

        /** Height, median time and work are no part of the block and not recorded; the height comes from the file's name. */
        BlockHeader header(long height) {
            return new BlockHeader(
                    answer.get("hash").asText(),
                    height,
                    answer.get("previousblockhash").asText(),
                    answer.get("time").asLong(),
                    0,
                    0,
                    "",
                    answer.get("nTx").asInt(),
                    1);
        }
    }

    private MainnetBlocks() {}

    /** Blocks 1 to 255. */
    static List<MainnetBlock> first() {
        List<JsonNode> answers = answers("1-256.blk");
        ByteBuffer file = ByteBuffer.wrap(read("1-256.blk")).order(ByteOrder.LITTLE_ENDIAN);
        List<MainnetBlock> blocks = new ArrayList<>();
        while (file.hasRemaining()) {
            file.getInt(); // the network's magic
            byte[] raw = new byte[file.getInt()];
            file.get(raw);
            blocks.add(new MainnetBlock(raw, answers.get(blocks.size())));
        }
        return blocks;
    }

    static MainnetBlock at(int height) {
        String file = height + ".raw";
        return new MainnetBlock(read(file), answers(file).get(0));
    }

    private static List<JsonNode> answers(String file) {
        try (InputStream zipped = Files.newInputStream(existing("decoded.jsonl.gz"))) {
            return CoreBlock.answers(zipped).stream()
                    .filter(answer -> answer.get("file").asText().equals(file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(existing(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path existing(String file) {
        Path path = DIRECTORY.resolve(file);
        assumeTrue(Files.exists(path), "The main network's blocks are not part of the project: no " + path);
        return path;
    }
}
