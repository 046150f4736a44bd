package pipeline.tables;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.io.Closeable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import pipeline.hdfs.PendingFile;

/** The four tables of a day while they are written, block by block. */
public final class DayTables implements Closeable {

    /** What is in one is in all before it. */
    private static final List<Table> ORDER = List.of(Table.OUTPUTS, Table.INPUTS, Table.TRANSACTIONS, Table.BLOCKS);

    /** Where files come from. */
    interface Files {
        /** @param path inside the directory of the tables */
        PendingFile begin(String path) throws IOException;
    }

    private final Map<Table, TableFile> files = new EnumMap<>(Table.class);
    private final DayBlocks day;
    private final DayMark.Digest added = new DayMark.Digest();
    private final long begun = System.nanoTime();
    private long rawBytes;
    private long transactions;

    DayTables(DayBlocks day, Files begin) throws IOException {
        this.day = day;
        try {
            for (Table table : ORDER) {
                files.put(table, new TableFile(table, day.mark(), begin.begin(table.file(day.date()))));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Blocks come by height. */
    void add(Block block) throws IOException {
        files.get(Table.BLOCKS).add(Table.BLOCKS.row(block));
        for (Transaction transaction : block.getTransactions()) {
            files.get(Table.TRANSACTIONS).add(Table.TRANSACTIONS.row(block, transaction));
            for (Input input : transaction.getInputs()) {
                files.get(Table.INPUTS).add(Table.INPUTS.row(block, transaction, input));
            }
            for (Output output : transaction.getOutputs()) {
                files.get(Table.OUTPUTS).add(Table.OUTPUTS.row(block, transaction, output));
            }
        }
        added.add(block.getHash());
        rawBytes += block.getSize();
        transactions += block.getTransactionCount();
    }

    /**
     * Puts all four onto the disks, still unseen.
     *
     * @throws DayWaitsException when what was added is not what the files are to say of themselves
     */
    void complete() throws DayWaitsException, IOException {
        if (!added.mark().equals(day.mark())) {
            throw new DayWaitsException("its blocks were replaced while they were read");
        }
        for (Table table : ORDER) {
            files.get(table).complete();
        }
    }

    /** Gives them their names: a day that is among the blocks is in all tables. */
    void publish() throws IOException {
        for (Table table : ORDER) {
            files.get(table).publish();
        }
    }

    /** What was done, for a person. */
    String told() {
        double seconds = (System.nanoTime() - begun) / 1e9;
        long bytes = files.values().stream().mapToLong(TableFile::bytes).sum();
        return "%,d transactions, %.1f MB of blocks in %.1f MB of tables, %.1f s"
                .formatted(transactions, rawBytes / 1e6, bytes / 1e6, seconds);
    }

    /** Removes what is not published. */
    @Override
    public void close() throws IOException {
        for (TableFile file : files.values()) {
            file.close();
        }
    }
}
