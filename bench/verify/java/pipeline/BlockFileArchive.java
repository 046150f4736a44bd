package pipeline;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import pipeline.avro.BlockJson;
import speed.ChainFile;

/** Makes an archive, with prevouts, of a file of regtest blocks. */
final class BlockFileArchive {

    private BlockFileArchive() {}

    static void write(Path blocks, Path folder) throws Exception {
        ChainFile.read(blocks, entry -> {
            Path file = folder.resolve("block_" + entry.header().height() + ".json");
            try (OutputStream json = new BufferedOutputStream(Files.newOutputStream(file))) {
                new BlockJson().write(entry.block(), json);
            }
        });
    }
}
