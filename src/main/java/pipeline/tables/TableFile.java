package pipeline.tables;

import java.io.Closeable;
import java.io.IOException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.hdfs.PendingFile;

/** The Parquet file of a table and day while it is written. The same rows make the same bytes. */
final class TableFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(TableFile.class);

    /** Bytes before compression: some ten row groups a day of the main network, so that a range of heights reads a few. */
    private static final long ROW_GROUP = 32L * 1024 * 1024;

    private final PendingFile file;
    private final ParquetStream stream;
    private final ParquetWriter<IndexedRecord> rows;
    private boolean isComplete;

    TableFile(Table table, DayMark mark, PendingFile file) throws IOException {
        this.file = file;
        stream = new ParquetStream(file.stream());
        rows = AvroParquetWriter.<IndexedRecord>builder(stream)
                .withConf(new PlainParquetConfiguration())
                .withSchema(table.schema())
                .withDataModel(GenericData.get())
                // a list as all readers know it
                .config(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, "false")
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP)
                .withExtraMetaData(mark.footer())
                .build();
    }

    void add(IndexedRecord row) throws IOException {
        rows.write(row);
    }

    /** Puts all of it onto the disks. */
    void complete() throws IOException {
        stream.beginEnd();
        rows.close();
        isComplete = true;
    }

    void publish() throws IOException {
        file.publish();
    }

    long bytes() {
        return file.bytes();
    }

    /** Removes what is not published. */
    @Override
    public void close() throws IOException {
        if (!isComplete) {
            giveUp();
        }
        file.close();
    }

    /** Only closing the writer gives its buffers back, though what it still writes is for nobody. */
    private void giveUp() {
        try {
            rows.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A file that is given up anyway: {}", e.getMessage());
        }
    }
}
