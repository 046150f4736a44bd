package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitcoin.chain.Block;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import pipeline.servers.RegistryServer;

class SchemaRegistryIT {

    private static RegistryServer server;
    private static SchemaRegistry registry;

    @BeforeAll
    static void startServer() {
        server = RegistryServer.start();
        registry = new SchemaRegistry(server.url(), null, null);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void registering_twice_gives_the_same_id() throws Exception {
        int id = registry.register("twice-value", BlockSchemas.current());

        assertThat(registry.register("twice-value", BlockSchemas.current())).isEqualTo(id);
    }

    @Test
    void a_registered_schema_is_found_by_its_id() throws Exception {
        int id = registry.register("by-id-value", BlockSchemas.current());

        assertThat(registry.schema(id)).hasValue(BlockSchemas.current());
    }

    @Test
    void an_unknown_id_finds_nothing() throws Exception {
        assertThat(registry.schema(987_654)).isEmpty();
    }

    @Test
    void a_block_written_with_an_older_registered_schema_is_read() throws Exception {
        int id = registry.register("older-value", AvroBytes.olderSchema());
        byte[] record = AvroBytes.join(RecordHeader.confluent(id), AvroBytes.olderBody(SampleBlocks.small()));

        Block block = new BlockReader(registry).read(record);

        assertThat(block.getHeight()).isEqualTo(170);
    }

    @Test
    void an_unknown_subject_is_compatible_and_stays_unknown() throws Exception {
        registry.requireCompatible("nobody-value", BlockSchemas.current());

        assertThat(get("/subjects")).doesNotContain("nobody-value");
    }

    @Test
    void the_same_schema_and_one_with_a_new_nullable_field_are_compatible() throws Exception {
        strict("grown-value");
        registry.register("grown-value", AvroBytes.olderSchema());

        registry.requireCompatible("grown-value", AvroBytes.olderSchema());
        registry.requireCompatible("grown-value", BlockSchemas.current());
    }

    @Test
    void an_incompatible_change_is_refused_with_the_reason() throws Exception {
        strict("changed-value");
        registry.register("changed-value", BlockSchemas.current());
        Schema changed = SchemaBuilder.record("Block")
                .namespace("bitcoin.chain")
                .fields()
                .requiredLong("hash")
                .endRecord();

        assertThatThrownBy(() -> registry.requireCompatible("changed-value", changed))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("changed-value")
                .hasMessageContaining("reader type: LONG not compatible with writer type: STRING");
        assertThatThrownBy(() -> registry.register("changed-value", changed))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("reader type: LONG not compatible with writer type: STRING");
    }

    @Test
    void a_wrong_path_is_told_as_such() {
        SchemaRegistry misdirected = new SchemaRegistry(server.url().replace("ccompat", "missing"), null, null);

        assertThatThrownBy(() -> misdirected.register("any-value", BlockSchemas.current()))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("HTTP 404")
                .hasMessageContaining("path of schema-registry.url");
    }

    @Test
    void a_registry_that_comes_back_is_found_again() throws Exception {
        RegistryServer first = RegistryServer.start();
        SchemaRegistry other = new SchemaRegistry(first.url(), null, null);
        int id = other.register("back-value", BlockSchemas.current());
        first.close();

        assertThatThrownBy(() -> other.register("back-value", BlockSchemas.current()))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("schema-registry.url");

        try (RegistryServer second = RegistryServer.start(first.port())) {
            assertThat(second.url()).isEqualTo(first.url());
            assertThat(other.register("back-value", BlockSchemas.current())).isEqualTo(id);
        }
    }

    /** Out of the box this registry takes any change. */
    private static void strict(String subject) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/config/" + subject))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .PUT(BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
