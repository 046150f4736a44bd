package pipeline.verify;

import bitcoin.chain.Block;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import pipeline.avro.BlockJson;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockDecoder;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.Network;
import pipeline.bitcoin.SpentOutput;
import pipeline.bitcoin.SpentOutputs;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleChain.RawBlock;

/**
 * An archive of the sample chain in a local folder, with what Bitcoin Core says of each block, and ways to spoil it.
 *
 * @param folder of the blocks
 */
public record TestArchive(Path folder) {

    public static final int TIP = 183;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, byte[]> SAMPLE = new TreeMap<>();
    private static final Map<Integer, byte[]> FORK = new TreeMap<>();

    static {
        readAnswers();
    }

    /** Writes the files of a range. */
    public static TestArchive of(Path folder, int from, int to) throws IOException {
        TestArchive archive = new TestArchive(Files.createDirectories(folder));
        for (int height = from; height <= to; height++) {
            archive.restore(height);
        }
        return archive;
    }

    /** The whole sample chain. */
    public static TestArchive of(Path folder) throws IOException {
        return of(folder, 0, TIP);
    }

    public Path file(int height) {
        return folder.resolve("block_" + height + ".json");
    }

    /** The file as it has to be. */
    public void restore(int height) throws IOException {
        Files.write(file(height), right(height));
    }

    public static byte[] right(int height) {
        return SAMPLE.get(height);
    }

    public void delete(int height) throws IOException {
        Files.delete(file(height));
    }

    public void truncate(int height) throws IOException {
        byte[] whole = Files.readAllBytes(file(height));
        Files.write(file(height), Arrays.copyOf(whole, whole.length / 2));
    }

    public void swap(int one, int other) throws IOException {
        Path aside = folder.resolveSibling("aside");
        Files.move(file(one), aside);
        Files.move(file(other), file(one));
        Files.move(aside, file(other));
    }

    /** Puts the block of the stale branch in a height's place. */
    public void replaceByFork(int height) throws IOException {
        Files.write(file(height), FORK.get(height));
    }

    /** Changes the record in a file. */
    public void edit(int height, Consumer<ObjectNode> change) throws IOException {
        ObjectNode block = (ObjectNode) JSON.readTree(Files.readAllBytes(file(height)));
        change.accept(block);
        Files.writeString(file(height), JSON.writeValueAsString(block) + "\n");
    }

    /** The lowest height whose block has more than a coinbase with prevouts of that type in its second transaction. */
    public static int heightSpending(String type) {
        for (int height = 0; height <= TIP; height++) {
            JsonNode block = parse(right(height));
            if (block.at("/transactions/1/inputs/0/type").asText().equals(type)) {
                return height;
            }
        }
        throw new AssertionError("No block spends " + type);
    }

    public static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files below the folder with their content. */
    public Map<String, byte[]> content() throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return content;
    }

    /** Whether every file is what it was made as. */
    public boolean isSound() throws IOException {
        for (int height = 0; height <= TIP; height++) {
            if (!Files.exists(file(height)) || !Arrays.equals(Files.readAllBytes(file(height)), right(height))) {
                return false;
            }
        }
        return true;
    }

    private static void readAnswers() {
        Map<String, byte[]> raw = new HashMap<>();
        SampleChain.blocks().forEach(block -> raw.put(block.hash(), block.raw()));
        List<RawBlock> fork = SampleChain.readBlocks(TestArchive.class.getResourceAsStream("/chain/fork.csv"));
        fork.forEach(block -> raw.put(block.hash(), block.raw()));
        Set<String> forkHashes = fork.stream().map(RawBlock::hash).collect(Collectors.toSet());
        Map<String, byte[]> spent = SampleChain.spentOutputs();
        InputStream zipped = TestArchive.class.getResourceAsStream("/chain/getblock-v3.jsonl.gz");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(zipped), StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                BlockHeader header = header(JSON.readTree(line));
                // blocks of the fork have a coinbase only, which spends nothing
                byte[] outputs = spent.getOrDefault(header.hash(), new byte[] {1, 0});
                byte[] json = json(header, raw.get(header.hash()), SpentOutputs.ofBinary(outputs));
                (forkHashes.contains(header.hash()) ? FORK : SAMPLE).put((int) header.height(), json);
            }
        } catch (IOException | BadBlockException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] json(BlockHeader header, byte[] raw, List<List<SpentOutput>> spent)
            throws BadBlockException, IOException {
        Block block = new BlockDecoder(Network.REGTEST).decode(header, raw, spent);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new BlockJson().write(block, json);
        return json.toByteArray();
    }

    private static BlockHeader header(JsonNode answer) {
        return new BlockHeader(
                answer.get("hash").asText(),
                answer.get("height").asLong(),
                answer.path("previousblockhash").asText(null),
                answer.get("time").asLong(),
                answer.get("mediantime").asLong(),
                answer.get("difficulty").asDouble(),
                answer.get("chainwork").asText(),
                answer.get("nTx").asInt(),
                1);
    }

    /** Compresses a file, under the name that says so. */
    public void compress(int height) throws IOException {
        Path compressed = folder.resolve("block_" + height + ".json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(file(height), out);
        }
        delete(height);
    }
}
