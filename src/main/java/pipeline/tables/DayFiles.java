package pipeline.tables;

import bitcoin.chain.Block;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import pipeline.avro.BlockJson;
import pipeline.avro.MalformedBlockJsonException;
import pipeline.chain.ChainIndex;
import pipeline.chain.DeadLetter;
import pipeline.hdfs.HdfsComponent;

/**
 * Writes the tables of a day: begun, filled from the archive's files by height, completed, then published.
 *
 * @param directory of all tables, absolute
 * @param turn throws where this process is not to go on
 */
public record DayFiles(HdfsComponent hdfs, String directory, ChainIndex index, BlockJson json, Runnable turn) {

    /** Exchange property with the {@link DayTables} under way. */
    static final String TABLES = "dayTables";

    /** Where files lie until they are published, inside the directory of the tables; hidden from who reads it. */
    private static final String ASIDE = "/.pending";

    public DayTables begin(@ExchangeProperty(Compaction.DAY) DayBlocks day) throws IOException {
        return new DayTables(day, path -> hdfs.begin(directory + "/" + path, directory + ASIDE));
    }

    /**
     * @param file the archive's of that height; null where there is none
     * @throws DayWaitsException when it is not the canonical block
     */
    public void add(
            @Body InputStream file,
            @ExchangeProperty(DeadLetter.BLOCK_HEIGHT) int height,
            @ExchangeProperty(TABLES) DayTables tables)
            throws DayWaitsException, IOException {
        turn.run();
        if (file == null) {
            throw new DayWaitsException("height " + height + " is not archived");
        }
        Block block;
        try (file) {
            block = json.read(file);
        } catch (MalformedBlockJsonException e) {
            throw new DayWaitsException("the file of height " + height + " holds no block: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DayWaitsException("the file of height " + height + " cannot be read: " + e.getMessage(), e);
        }
        if (!index.hashAt(height).equals(Optional.of(block.getHash()))) {
            throw new DayWaitsException(
                    "the file of height " + height + " holds block " + block.getHash() + ", which is not canonical");
        }
        tables.add(block);
    }

    /** @throws DayWaitsException when what was added is not all of the day */
    public void complete(@ExchangeProperty(TABLES) DayTables tables) throws DayWaitsException, IOException {
        turn.run();
        tables.complete();
    }

    public void publish(@ExchangeProperty(TABLES) DayTables tables) throws IOException {
        tables.publish();
    }

    /** Removes what is not published. */
    public void close(@ExchangeProperty(TABLES) DayTables tables) throws IOException {
        if (tables != null) {
            tables.close();
        }
    }
}
