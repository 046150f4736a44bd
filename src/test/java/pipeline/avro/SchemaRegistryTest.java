package pipeline.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pipeline.servers.JavaProcess;

class SchemaRegistryTest {

    private static final Schema SCHEMA = BlockSchemas.current();
    private static final String SUBJECT = "raw-blocks-value";
    private static final String REGISTER = "POST /subjects/raw-blocks-value/versions";
    private static final String CHECK = "POST /compatibility/subjects/raw-blocks-value/versions/latest?verbose=true";
    private static final String LATEST = "GET /subjects/raw-blocks-value/versions/latest";

    private final StandInRegistry server = new StandInRegistry();
    private final SchemaRegistry registry = server.client();

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void sends_the_user_and_the_password() throws Exception {
        server.on(REGISTER, 200, "{\"id\":7}");
        SchemaRegistry asAlice = new SchemaRegistry(server.url(), "alice", "sécret");

        assertThat(asAlice.register(SUBJECT, SCHEMA)).isEqualTo(7);
        // printf 'alice:sécret' | base64, in UTF-8
        assertThat(server.requests().get(0).authorization()).isEqualTo("Basic YWxpY2U6c8OpY3JldA==");
    }

    @Test
    void sends_no_credentials_where_none_are_set() throws Exception {
        server.on(REGISTER, 200, "{\"id\":7}");

        registry.register(SUBJECT, SCHEMA);

        assertThat(server.requests().get(0).authorization()).isNull();
    }

    @Test
    void sends_the_schema_with_documentation_and_aliases_as_text_in_json() throws Exception {
        server.on(REGISTER, 200, "{\"id\":7}");

        registry.register(SUBJECT, SCHEMA);

        assertThat(server.requests().get(0).body())
                .startsWith("{\"schema\":\"{\\\"type\\\":\\\"record\\\"")
                .contains("\\\"aliases\\\":[\\\"number\\\"]")
                .contains("Blocks before this one");
    }

    @Test
    void accepts_a_url_that_ends_with_a_slash_and_a_subject_with_a_blank() throws Exception {
        server.on("POST /subjects/my%20topic-value/versions", 200, "{\"id\":8}");

        assertThat(new SchemaRegistry(server.url() + "/", null, null).register("my topic-value", SCHEMA))
                .isEqualTo(8);
    }

    @Test
    void names_the_settings_and_no_credentials_where_it_is_refused() {
        server.on(REGISTER, 401, "{\"error_code\":40101,\"message\":\"Unauthorized\"}");
        SchemaRegistry asAlice = new SchemaRegistry(server.url(), "alice", "secret");

        assertThatThrownBy(() -> asAlice.register(SUBJECT, SCHEMA))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("schema-registry.user")
                .hasMessageContaining("HTTP 401")
                .message()
                .doesNotContain("alice", "secret");
    }

    @Test
    void names_the_setting_where_nobody_listens() {
        SchemaRegistry nobody = new SchemaRegistry("http://127.0.0.1:" + JavaProcess.freePort(), null, null);

        assertThatThrownBy(() -> nobody.schema(1))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageEndingWith("(schema-registry.url): connection refused");
    }

    @Test
    void names_the_setting_where_the_host_is_unknown() {
        SchemaRegistry nowhere = new SchemaRegistry("http://registry.invalid:8081", null, null);

        assertThatThrownBy(() -> nowhere.schema(1))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageEndingWith("http://registry.invalid:8081 (schema-registry.url): unknown host");
    }

    @Test
    void asks_to_look_at_the_path_where_something_else_answers() {
        assertThatThrownBy(() -> registry.schema(1))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("GET " + server.url() + "/schemas/ids/1 with HTTP 404")
                .hasMessageContaining("path of schema-registry.url");
    }

    @Test
    void asks_to_look_at_the_path_where_a_page_is_all_that_comes() {
        server.on("GET /schemas/ids/1", 200, "<html>Welcome</html>");

        assertThatThrownBy(() -> registry.schema(1))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("path of schema-registry.url");
    }

    @Test
    void asks_to_look_at_the_path_where_the_json_is_another() {
        server.on("GET /schemas/ids/1", 200, "[]")
                .on(REGISTER, 200, "{\"id\":\"seven\"}")
                .on(CHECK, 200, "{}");

        assertThatThrownBy(() -> registry.schema(1)).hasMessageContaining("path of schema-registry.url");
        assertThatThrownBy(() -> registry.register(SUBJECT, SCHEMA)).hasMessageContaining("path of schema-registry");
        assertThatThrownBy(() -> registry.requireCompatible(SUBJECT, SCHEMA))
                .hasMessageContaining("path of schema-registry.url");
    }

    @Test
    void shows_the_registrys_own_reason() {
        server.on(REGISTER, 500, "{\"error_code\":50001,\"message\":\"Error in the backend data store\"}");

        assertThatThrownBy(() -> registry.register(SUBJECT, SCHEMA))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("HTTP 500 (schema-registry.url): Error in the backend data store");
    }

    @Test
    void finds_nothing_under_an_unknown_id_and_asks_again_the_next_time() throws Exception {
        server.on("GET /schemas/ids/1", 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        assertThat(registry.schema(1)).isEmpty();

        server.on("GET /schemas/ids/1", 200, "{\"schema\":\"\\\"string\\\"\"}");
        assertThat(registry.schema(1)).hasValue(Schema.create(Schema.Type.STRING));
    }

    @Test
    void finds_nothing_where_the_schema_is_not_avro() throws Exception {
        server.on("GET /schemas/ids/1", 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = \\\"proto3\\\";\"}");

        assertThat(registry.schema(1)).isEmpty();
    }

    @Test
    void takes_a_subject_that_is_unknown_or_empty_for_compatible() throws Exception {
        server.on(CHECK, 404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
        registry.requireCompatible(SUBJECT, SCHEMA);

        server.on(CHECK, 404, "{\"error_code\":40402,\"message\":\"Version not found\"}");
        registry.requireCompatible(SUBJECT, SCHEMA);

        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void hands_on_why_a_schema_is_not_compatible() {
        server.on(
                CHECK, 200, "{\"is_compatible\":false,\"messages\":[\"READER_FIELD_MISSING_DEFAULT_VALUE\",\"fee\"]}");

        assertThatThrownBy(() -> registry.requireCompatible(SUBJECT, SCHEMA))
                .isInstanceOfSatisfying(IncompatibleSchemaException.class, e -> assertThat(e.reasons())
                        .containsExactly("READER_FIELD_MISSING_DEFAULT_VALUE", "fee"))
                .hasMessageContaining("schema-registry.url")
                .hasMessageEndingWith("READER_FIELD_MISSING_DEFAULT_VALUE; fee");
    }

    @Test
    void finds_out_itself_why_where_the_registry_does_not_say() {
        server.on(CHECK, 200, "{\"is_compatible\":false}").on(LATEST, 200, "{\"schema\":\"\\\"string\\\"\"}");

        assertThatThrownBy(() -> registry.requireCompatible(SUBJECT, SCHEMA))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("our schema cannot read the registered: reader type: RECORD not compatible with"
                        + " writer type: STRING at /");
    }

    @Test
    void hands_on_why_a_schema_is_not_registered() {
        server.on(REGISTER, 409, "{\"error_code\":409,\"message\":\"Schema being registered is incompatible\"}");

        assertThatThrownBy(() -> registry.register(SUBJECT, SCHEMA))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageEndingWith("Schema being registered is incompatible");
    }

    @Test
    void refuses_a_url_with_credentials_and_does_not_repeat_them() {
        assertThatThrownBy(() -> new SchemaRegistry("http://alice:secret@localhost:8081", null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema-registry.password")
                .message()
                .doesNotContain("alice", "secret@");
    }

    @Test
    void refuses_what_is_not_an_address_and_does_not_repeat_it() {
        for (String url : new String[] {"http://alice:sec ret@host", "localhost:8081", "ftp://host/", "http:///path"}) {
            assertThatThrownBy(() -> new SchemaRegistry(url, null, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("schema-registry.url")
                    .message()
                    .doesNotContain(url);
        }
    }
}
