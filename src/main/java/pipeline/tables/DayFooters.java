package pipeline.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import pipeline.chain.HeightSpan;
import pipeline.hdfs.HdfsComponent;
import pipeline.hdfs.HdfsReadException;

/**
 * Reads what the tables that are there are made of, from the footers of their files.
 *
 * @param directory of all tables, absolute
 */
public record DayFooters(HdfsComponent hdfs, String directory) {

    /** More than the footer of a day of the main network, so that mostly one read is enough. */
    private static final int USUAL_BYTES = 128 * 1024;

    /** A damaged file may claim any size. */
    private static final int LARGEST_BYTES = 16 * 1024 * 1024;

    /**
     * The blocks of a day's table of blocks.
     *
     * @param heights from the lowest to the highest
     */
    record Blocks(DayMark mark, HeightSpan heights) {}

    /** The mark of each table of a day; none of a table whose file is not there, damaged or not ours. */
    Map<Table, DayMark> marks(LocalDate date) throws HdfsReadException {
        Map<Table, DayMark> marks = new EnumMap<>(Table.class);
        for (Table table : Table.values()) {
            footer(table, date).flatMap(DayFooters::mark).ifPresent(mark -> marks.put(table, mark));
        }
        return marks;
    }

    /** Empty where there is no file, or one that is damaged or not ours. */
    Optional<Blocks> blocks(LocalDate date) throws HdfsReadException {
        Optional<FileMetaData> footer = footer(Table.BLOCKS, date);
        Optional<DayMark> mark = footer.flatMap(DayFooters::mark);
        try {
            return mark.isEmpty()
                    ? Optional.empty()
                    : heights(footer.get()).map(heights -> new Blocks(mark.get(), heights));
        } catch (RuntimeException damaged) {
            return Optional.empty();
        }
    }

    /** Asks whether the file system is there, once a file of it could not be read. */
    void requireAnswer() throws HdfsReadException {
        hdfs.requireAnswer();
    }

    private Optional<FileMetaData> footer(Table table, LocalDate date) throws HdfsReadException {
        String path = directory + "/" + table.file(date);
        Optional<byte[]> end = hdfs.readEnd(path, USUAL_BYTES);
        if (end.isEmpty()) {
            return Optional.empty();
        }
        try {
            long size = Footer.size(end.get());
            if (size > end.get().length && size <= LARGEST_BYTES) {
                end = hdfs.readEnd(path, (int) size);
            }
            return end.isEmpty() ? Optional.empty() : Optional.of(Footer.read(end.get()));
        } catch (HdfsReadException e) {
            throw e;
        } catch (IOException | RuntimeException damaged) {
            return Optional.empty();
        }
    }

    private static Optional<DayMark> mark(FileMetaData footer) {
        Map<String, String> entries = new HashMap<>();
        if (footer.isSetKey_value_metadata()) {
            for (KeyValue entry : footer.getKey_value_metadata()) {
                entries.put(entry.getKey(), entry.getValue());
            }
        }
        return DayMark.of(entries);
    }

    /** By the statistics of the column; empty where it has none. */
    private static Optional<HeightSpan> heights(FileMetaData footer) {
        int from = Integer.MAX_VALUE;
        int to = -1;
        for (RowGroup rows : footer.getRow_groups()) {
            for (ColumnChunk column : rows.getColumns()) {
                if (column.getMeta_data().getPath_in_schema().equals(List.of("height"))) {
                    Statistics height = column.getMeta_data().getStatistics();
                    if (height == null || !height.isSetMin_value() || !height.isSetMax_value()) {
                        return Optional.empty();
                    }
                    from = Math.min(from, number(height.getMin_value()));
                    to = Math.max(to, number(height.getMax_value()));
                }
            }
        }
        return from < 0 || to < from ? Optional.empty() : Optional.of(new HeightSpan(from, to));
    }

    private static int number(byte[] value) {
        return Math.toIntExact(
                ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }
}
