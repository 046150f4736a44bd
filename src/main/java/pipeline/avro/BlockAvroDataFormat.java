package pipeline.avro;

import bitcoin.chain.Block;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.camel.Exchange;
import org.apache.camel.dataformat.avro.AvroDataFormat;

/**
 * The data format {@code block-avro}: camel-avro's for {@link Block}, behind a header that tells the schema, so that a
 * record stays readable when the schema changes. Writes Confluent's format where there is a schema registry and Avro's
 * single-object encoding where there is none; reads both. Thread-safe.
 *
 * <p>Reading goes past camel-avro, which knows one schema only and takes any length in a record at its word; so does writing, as it
 * knows nothing of Block's own code, with which it takes half the time.
 */
public final class BlockAvroDataFormat extends AvroDataFormat {

    /** The name routes use. */
    public static final String NAME = "block-avro";

    private static final DatumWriter<Block> WRITER = new SpecificDatumWriter<>(Block.class);

    static {
        // Block's generated code, where Avro would look at the schema for each field
        new Block().getSpecificData().setCustomCoders(true);
    }

    /** Each holds its thread's largest record. */
    private final ThreadLocal<ByteArrayEncoder> encoders = ThreadLocal.withInitial(ByteArrayEncoder::new);

    private final SchemaRegistry registry;
    private final String subject;
    private final BlockReader reader;

    /** Null until the schema is registered, which waits for the first record: the registry may be down at the start. */
    private volatile byte[] header;

    /** Writes the single-object encoding; cannot read Confluent's format. */
    public BlockAvroDataFormat() {
        super(BlockSchemas.current());
        this.registry = null;
        this.subject = null;
        this.reader = new BlockReader(null);
        this.header = RecordHeader.singleObject(BlockSchemas.fingerprint(BlockSchemas.current()));
    }

    /**
     * Writes Confluent's format.
     *
     * @param subject under which the schema is registered: the topic's name and {@code -value}
     */
    public BlockAvroDataFormat(SchemaRegistry registry, String subject) {
        super(BlockSchemas.current());
        this.registry = registry;
        this.subject = subject;
        this.reader = new BlockReader(registry);
    }

    @Override
    public String getDataFormatName() {
        return NAME;
    }

    /**
     * @param graph a {@link Block}, or what Camel converts to one
     * @throws SchemaRegistryException when the schema cannot be registered now
     * @throws IncompatibleSchemaException when the registry refuses the schema
     */
    @Override
    public void marshal(Exchange exchange, Object graph, OutputStream stream) throws Exception {
        Block block = exchange.getContext().getTypeConverter().mandatoryConvertTo(Block.class, exchange, graph);
        ByteArrayEncoder encoder = encoders.get();
        encoder.clear();
        encoder.writeFixed(header());
        WRITER.write(block, encoder);
        // at once: a stream that grows copies again and again
        encoder.writeTo(stream);
    }

    /**
     * @throws UndecodableRecordException when the bytes are not a block
     * @throws SchemaRegistryException when the registry cannot be asked now, or none is set
     */
    @Override
    public Block unmarshal(Exchange exchange, InputStream stream) throws Exception {
        return reader.read(stream.readAllBytes());
    }

    /** As above; bytes, which is what Kafka hands over, are read where they are. */
    @Override
    public Object unmarshal(Exchange exchange, Object body) throws Exception {
        if (body == null || body instanceof byte[]) {
            return reader.read((byte[]) body);
        }
        return super.unmarshal(exchange, body);
    }

    private byte[] header() throws IOException, IncompatibleSchemaException {
        byte[] known = header;
        if (known != null) {
            return known;
        }
        // two threads may both come here; registering again answers the same id
        byte[] registered = RecordHeader.confluent(registry.register(subject, BlockSchemas.current()));
        header = registered;
        return registered;
    }
}
