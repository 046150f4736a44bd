package speed;

import java.nio.file.Path;
import java.util.Map;
import pipeline.embedded.SampleNode;

/** A node that serves a chain from memory, in a JVM of its own. */
final class NodeProgram {

    /** What it says when it serves, before its URL. */
    static final String READY = "Serving at ";

    private NodeProgram() {}

    /**
     * Arguments: the file of blocks; {@code large}, {@code small} or a block's bytes; the number of blocks above the genesis; and
     * {@code prevouts} or {@code none}.
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        int blocks = Integer.parseInt(arguments[2]);
        ServedBlocks served =
                switch (arguments[1]) {
                    case "large" -> ServedBlocks.large(file, blocks);
                    case "small" -> ServedBlocks.small(file, blocks);
                    default -> ServedBlocks.sized(file, Integer.parseInt(arguments[1]), blocks);
                };
        boolean prevouts = arguments[3].equals("prevouts");
        SampleNode node = SampleNode.start(served.chain(), prevouts ? served.spent() : Map.of());
        System.out.println(READY + node.url());
        Thread.currentThread().join();
    }
}
