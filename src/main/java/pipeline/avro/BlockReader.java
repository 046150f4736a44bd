package pipeline.avro;

import bitcoin.chain.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongFunction;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificData;

/**
 * Reads a block from a record in Confluent's format or in Avro's single-object encoding, whichever schema it was
 * written with. Thread-safe.
 */
public final class BlockReader {

    private final SchemaRegistry registry;
    private final LongFunction<Optional<Schema>> schemaByFingerprint;

    /** Resolving one schema into another costs more than reading a block, so it is done once. */
    private final ConcurrentMap<Schema, DatumReader<Block>> readers = new ConcurrentHashMap<>();

    /** @param registry of the schemas that records in Confluent's format name; null when there is none */
    public BlockReader(SchemaRegistry registry) {
        this(registry, BlockSchemas::byFingerprint);
    }

    BlockReader(SchemaRegistry registry, LongFunction<Optional<Schema>> schemaByFingerprint) {
        this.registry = registry;
        this.schemaByFingerprint = schemaByFingerprint;
    }

    /**
     * @param bytes the whole value of a record; null, which says that a height is gone, is no block
     * @throws UndecodableRecordException when the bytes are not a block
     * @throws SchemaRegistryException when the schema cannot be asked for, or no registry is set
     */
    public Block read(byte[] bytes) throws UndecodableRecordException, SchemaRegistryException {
        if (bytes == null || bytes.length == 0) {
            throw new UndecodableRecordException("The record has no bytes, so it holds no block");
        }
        if (RecordHeader.isConfluent(bytes)) {
            return readBody(bytes, RecordHeader.CONFLUENT_LENGTH, registered(RecordHeader.schemaId(bytes)));
        }
        if (RecordHeader.isSingleObject(bytes)) {
            return readBody(bytes, RecordHeader.SINGLE_OBJECT_LENGTH, released(RecordHeader.fingerprint(bytes)));
        }
        throw new UndecodableRecordException("The record of " + bytes.length + " bytes begins with "
                + RecordHeader.excerpt(bytes) + " and so has neither Confluent's header (00 and a schema id)"
                + " nor that of Avro's single-object encoding (c301 and a fingerprint)");
    }

    private Schema registered(int id) throws UndecodableRecordException, SchemaRegistryException {
        if (registry == null) {
            throw new SchemaRegistryException(
                    "The record was written with schema " + id + " of a schema registry: set schema-registry.url");
        }
        return registry.schema(id)
                .orElseThrow(() -> new UndecodableRecordException("The record was written with schema " + id
                        + ", and the schema registry at " + registry.url()
                        + " (schema-registry.url) has no Avro schema of that id"));
    }

    private Schema released(long fingerprint) throws UndecodableRecordException {
        return schemaByFingerprint
                .apply(fingerprint)
                .orElseThrow(() -> new UndecodableRecordException("The record was written with a schema of fingerprint "
                        + HexFormat.of().toHexDigits(fingerprint)
                        + ", which is neither the current schema nor one of the "
                        + BlockSchemas.history().size()
                        + " released ones"));
    }

    private Block readBody(byte[] bytes, int start, Schema writer) throws UndecodableRecordException {
        ByteArrayDecoder decoder = new ByteArrayDecoder(bytes, start);
        Block block = readBody(decoder, writer, bytes.length);
        if (decoder.remaining() > 0) {
            throw new UndecodableRecordException("The record of " + bytes.length + " bytes has " + decoder.remaining()
                    + " bytes left over after its block " + block.getHash());
        }
        return block;
    }

    private Block readBody(ByteArrayDecoder decoder, Schema writer, int length) throws UndecodableRecordException {
        try {
            return readers.computeIfAbsent(writer, BlockReader::into).read(null, decoder);
        } catch (IOException | RuntimeException e) {
            // nothing but the bytes and their schema is involved, so whatever fails is their fault
            throw new UndecodableRecordException(
                    "The record of " + length + " bytes cannot be read as a block, at byte "
                            + (length - decoder.remaining()) + ": " + e.getMessage(),
                    e);
        }
    }

    /** A builder of its own each time: the one Avro shares keeps its readers in a map that threads must not share. */
    private static DatumReader<Block> into(Schema writer) {
        try {
            return new FastReaderBuilder(SpecificData.getForClass(Block.class))
                    .createDatumReader(writer, Block.getClassSchema());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
