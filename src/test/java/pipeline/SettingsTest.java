package pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pipeline.bitcoin.Prevouts;
import pipeline.chain.HeightRange;

class SettingsTest {

    @TempDir
    private Path directory;

    @Test
    void without_any_setting_everything_is_embedded() throws Exception {
        Settings settings = read(Map.of());
        assertThat(settings.node().isEmbedded()).isTrue();
        assertThat(settings.kafka().isEmbedded()).isTrue();
        assertThat(settings.registry().url()).isEmpty();
        assertThat(settings.roles()).containsExactly(Role.INGEST, Role.ARCHIVE, Role.COMPACT, Role.SINKS);
        assertThat(settings.node().prevouts()).isEqualTo(Prevouts.AUTO);
        assertThat(settings.heights().isBounded()).isFalse();
        assertThat(settings.archive().directory())
                .isEqualTo("/user/" + System.getProperty("user.name") + "/data/bronze/blocks");
    }

    @Test
    void a_sink_of_the_users_is_on_and_one_that_is_shipped_is_off_unless_it_is_switched() throws Exception {
        assertThat(read(Map.of()).sinks()).isEmpty();
        assertThat(read(Map.of("SINKS_POSTGRES_ENABLED", "true")).sinks()).containsExactly("postgres");
        assertThat(read(Map.of(), "--sinks.mongodb.enabled=true", "--pipeline.roles=ingest")
                        .sinks())
                .isEmpty();

        Path sink = Files.createDirectories(directory.resolve("routes/sinks")).resolve("mine.camel.yaml");
        Files.writeString(sink, "{{mine.url:none}}");
        assertThat(read(Map.of(), "--mine.url=x").routes().addedLocations()).containsExactly("file:" + sink);
        assertThat(read(Map.of(), "--sinks.mine.enabled=false").routes().addedLocations())
                .isEmpty();
        assertThat(read(Map.of(), "--pipeline.roles=archive").routes().addedLocations())
                .isEmpty();
    }

    @Test
    void what_init_writes_needs_no_setting_that_is_not_there() throws Exception {
        assertThat(new InitCommand(directory, new PrintStream(OutputStream.nullOutputStream())).run())
                .isZero();
        assertThat(read(Map.of()).routes().addedLocations()).isEmpty();
    }

    @Test
    void the_command_line_overrides_the_environment_which_overrides_the_file() throws Exception {
        write("heights.from=1\nheights.to=100\nfetch.parallelism=2\n");
        Settings settings =
                read(Map.of("HEIGHTS_FROM", "2", "HEIGHTS_TO", "200", "KAFKA_HEAP_OPTS", "-Xmx1g"), "--heights.from=3");
        assertThat(settings.heights().from()).isEqualTo(3);
        assertThat(settings.heights().to()).hasValue(200);
        assertThat(settings.fetchParallelism()).isEqualTo(2);
    }

    @Test
    void kafka_client_settings_go_to_the_client_from_each_source() throws Exception {
        write("kafka.sasl.mechanism=PLAIN\n");
        Settings settings = read(Map.of("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"), "--kafka.client.id=mine");
        assertThat(settings.kafka().client())
                .containsEntry("sasl.mechanism", "PLAIN")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("client.id", "mine")
                .doesNotContainKeys("brokers", "partitions");
    }

    @Test
    void what_a_route_of_the_users_refers_to_is_a_setting() throws Exception {
        Files.createDirectory(directory.resolve("routes"));
        Files.writeString(
                directory.resolve("routes/mine.camel.yaml"),
                "uri: kafka:{{mine.topic}}?groupId={{mine.group}}&x={{mine.limit:5}}");
        Settings settings = read(Map.of("MINE_GROUP", "g"), "--mine.topic=t", "--mine.limit=7");
        assertThat(settings.all())
                .containsEntry("mine.topic", "t")
                .containsEntry("mine.group", "g")
                .containsEntry("mine.limit", "7");
        assertThatThrownBy(() -> read(Map.of(), "--mine.topic=t", "--mine.other=o"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Unknown setting mine.other")
                .hasMessageContaining("mine.group has no value and is used by")
                .hasMessageContaining("routes/mine.camel.yaml");
    }

    @Test
    void one_setting_may_refer_to_another() throws Exception {
        Settings settings = read(Map.of(), "--hdfs.user=alice", "--archive.directory=/lake/{{hdfs.user}}/blocks");
        assertThat(settings.archive().directory()).isEqualTo("/lake/alice/blocks");
        assertThat(settings.all().getProperty("archive.directory")).isEqualTo("/lake/alice/blocks");
    }

    @Test
    void the_hadoop_user_is_handed_on_only_where_it_is_set() throws Exception {
        assertThat(read(Map.of()).archive().user()).isEmpty();
        assertThat(read(Map.of("HDFS_USER", "")).archive().user()).isEmpty();
        assertThat(read(Map.of(), "--hdfs.user=alice").archive().user()).isEqualTo("alice");
        assertThatThrownBy(() -> read(Map.of(), "--hdfs.user={{hdfs.user}}")).hasMessageContaining("refers to itself");
    }

    @Test
    void several_publishers_may_be_heard_by_name_or_address() throws Exception {
        assertThat(read(Map.of()).node().publishers()).isEmpty();
        Settings settings = read(Map.of(), "--bitcoin.zmq.url=tcp://bitcoin_node:28332, tcp://[::1]:28333");
        assertThat(settings.node().publishers()).containsExactly("tcp://bitcoin_node:28332", "tcp://[::1]:28333");
    }

    @Test
    void all_faults_are_told_at_once_with_their_origin() throws IOException {
        write("heights.form=5\nfetch.parallelism=0\n");
        assertThatThrownBy(() -> read(Map.of("HEIGHTS_TO", "abc"), "--bitcoin.rpc.url=localhost:8332", "start"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Unknown setting heights.form (application.properties)")
                .hasMessageContaining("fetch.parallelism=0 (application.properties): not a whole number from 1 to 256")
                .hasMessageContaining("heights.to=abc (environment variable HEIGHTS_TO): not a whole number")
                .hasMessageContaining(
                        "bitcoin.rpc.url=localhost:8332 (command line): not a URL that begins with http://")
                .hasMessageContaining("Not a setting: start");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --heights.from=9 --heights.to=8                     | heights.from=9 (command line) is above heights.to=8
                    --heights.to=8 --heights.to-time=2024-04-20         | heights.to and heights.to-time are both set
                    --heights.from=1 --heights.from-time=2024-04-20     | heights.from and heights.from-time are both set
                    --heights.from-time=2 --heights.to-time=1           | is after
                    --heights.to-time=yesterday                         | heights.to-time=yesterday
                    --bitcoin.rpc.user=alice                            | bitcoin.rpc.user and bitcoin.rpc.password go together
                    --bitcoin.zmq.url=localhost:28332                   | bitcoin.zmq.url=localhost:28332 (command line): not tcp://host:port
                    --bitcoin.zmq.url=tcp://localhost                   | bitcoin.zmq.url=tcp://localhost (command line): not tcp://host:port
                    --bitcoin.zmq.url=tcp://a:28332,ipc:///b            | bitcoin.zmq.url=tcp://a:28332,ipc:///b (command line): not tcp://host:port
                    --bitcoin.zmq.url=tcp://localhost:65536             | bitcoin.zmq.url=tcp://localhost:65536 (command line): not tcp://host:port
                    --bitcoin.zmq.url=,                                 | bitcoin.zmq.url=, (command line): not tcp://host:port
                    --bitcoin.prevouts=maybe                            | 'maybe' is none of [none, auto, required]
                    --pipeline.roles=ingest,dance                       | 'dance' is none of [ingest, archive, compact, sinks]
                    --sinks.s3.access-key=x                             | sinks.s3.access-key and sinks.s3.secret-key go together
                    --sinks.s3.secret-key-file=target/none              | sinks.s3.secret-key-file=target/none (command line): cannot read it
                    --sinks.s3.endpoint=minio:9000                      | not a URL that begins with http:// or https://
                    --sinks.s3.region=                                  | must not be empty
                    --sinks.s3.bucket=                                  | must not be empty
                    --sinks.wallet-watch.enabled=true                   | wallet.addresses= (default): must not be empty
                    --sinks.electrum.enabled=true                       | wallet.addresses= (default): must not be empty
                    --wallet.addresses=1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb | '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb' is no Bitcoin address
                    --kafka.topics.wallet-activity=a/b                  | not a Kafka topic name
                    --electrum.retry-delay=0s                           | not a time above zero
                    --electrum.certificate-file=nowhere.pem             | cannot be read as a certificate
                    --sinks.postgres.enabled=yes                        | sinks.postgres.enabled=yes (command line): neither true nor false
                    --sinks.oracle.enabled=true                         | Unknown setting sinks.oracle.enabled
                    --pipeline.roles=archive --heights.to-time=5        | heights.to-time need a node
                    --pipeline.roles=,                                  | names no role
                    --hdfs.url=data/hdfs                                | hdfs.url
                    --archive.directory=/x/{{archive.directory}}        | archive.directory (command line) refers to itself
                    --archive.directory=/x/{{nobody}}                   | refers to {{nobody}}, which is no setting
                    --kafka.auto.offset.reset=latest                    | kafka.auto.offset.reset (command line) cannot be set: an offset that is gone
                    --heights.poll-interval=10                          | not a time such as 500ms, 10s or 5m
                    --archive.gap-check-interval=often                  | not a time such as 500ms, 10s or 5m
                    --compact.interval=0s                               | not a time above zero
                    --compact.check-interval=00m                        | not a time above zero
                    --kafka.brokers=localhost                           | not host:port
                    --kafka.isolation.level=read_uncommitted            | always read_committed
                    --kafka.nosuch.thing=1                              | Unknown setting kafka.nosuch.thing
                    --archive.directory=blocks                          | not an absolute path
                    --schema-registry.url=ftp://x                       | not a URL that begins with http:// or https://
                    --hdfs.config-directory=target/none                 | hdfs.config-directory=target/none (command line): target/none (hdfs.config-directory) is not a folder
                    --hdfs.config-directory=schemas                     | has none of core-site.xml, hdfs-site.xml
                    --hdfs.kerberos.principal={{hdfs.kerberos.principal}} | hdfs.kerberos.principal (command line) refers to itself
                    --hdfs.kerberos.principal=a@B                       | hdfs.kerberos.principal and hdfs.kerberos.keytab-file go together
                    --hdfs.kerberos.keytab-file=/x                      | hdfs.kerberos.principal and hdfs.kerberos.keytab-file go together
                    --hdfs.kerberos.keytab-file=target/none --hdfs.kerberos.principal=a@B | Cannot read target/none (hdfs.kerberos.keytab-file)
                    --hdfs.kerberos.keytab-file=pom.xml --hdfs.kerberos.principal=a@B | pom.xml (hdfs.kerberos.keytab-file) holds no key of a@B (hdfs.kerberos.principal)
                    --hdfs.kerberos.keytab-file=pom.xml --hdfs.kerberos.principal=a | a (hdfs.kerberos.principal) has no realm
                    --hdfs.url=                                         | must not be empty
                    --console.host=0.0.0.0                              | console.host=0.0.0.0 (command line) opens the console to others
                    --console.password=x                                | console.user and console.password go together
                    --console.port=0                                    | console.port=0 (command line)
                    --health.max-archive-age=2                          | health.max-archive-age=2 (command line): not a time
                    --logging.level=LOUD                                | logging.level=LOUD (command line): not one of
                    --logging.level.pipeline=LOUD                       | logging.level.pipeline=LOUD (command line): not one of
                    --schema-registry.password-file=target/none         | schema-registry.password-file=target/none (command line): cannot read it
                    --bitcoin.rpc.url-file=pom.xml                      | Unknown setting bitcoin.rpc.url-file
                    --bitcoin.rpc.password=x --bitcoin.rpc.password-file=pom.xml | bitcoin.rpc.password and bitcoin.rpc.password-file (command line) cannot both be set
                    --bitcoin.rpc.password-file=pom.xml --bitcoin.rpc.password=x | bitcoin.rpc.password and bitcoin.rpc.password-file (command line) cannot both be set
                    """)
    void each_fault_names_the_setting(String arguments, String told) {
        assertThatThrownBy(() -> read(Map.of(), arguments.strip().split(" +")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(told);
    }

    @Test
    void secrets_are_told_to_nobody() {
        assertThatThrownBy(() -> read(Map.of(), "--bitcoin.rpc.url=http://bob:s3cret@node:8332/"))
                .hasMessageContaining("user and password have settings of their own")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void no_value_of_a_secret_is_printed() throws Exception {
        Settings settings = read(
                Map.of("KAFKA_SASL_JAAS_CONFIG", "s3cret"),
                "--bitcoin.rpc.user=u",
                "--bitcoin.rpc.password=s3cret",
                "--schema-registry.user=u",
                "--schema-registry.password=s3cret");
        assertThat(List.of(settings, settings.node(), settings.kafka(), settings.registry())
                        .toString())
                .doesNotContain("s3cret");
    }

    @Test
    void what_only_sounds_like_a_secret_may_be_seen() throws Exception {
        Settings settings = read(
                Map.of(),
                "--kafka.ssl.keystore.location=/etc/store.p12",
                "--kafka.ssl.keystore.type=PKCS12",
                "--kafka.ssl.keystore.key=s3cret",
                "--kafka.sasl.oauthbearer.token.endpoint.url=https://login.example/");
        assertThat(settings.logging().secrets()).containsExactly("s3cret");
    }

    @Test
    void a_secret_given_twice_by_the_environment_is_refused() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "s3cret\n");
        assertThatThrownBy(() -> read(Map.of(
                        "BITCOIN_RPC_USER",
                        "me",
                        "BITCOIN_RPC_PASSWORD",
                        "other",
                        "BITCOIN_RPC_PASSWORD_FILE",
                        file.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("bitcoin.rpc.password and bitcoin.rpc.password-file")
                .hasMessageContaining("cannot both be set");
    }

    @Test
    void a_secret_may_stand_in_a_file_of_its_own() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "s3cret\n");
        Path login = Files.writeString(
                directory.resolve("login"), "a.Module required user=me password = l0gin clientSecret=\"s1gn\\\"\";\n");
        Settings settings = read(
                Map.of(
                        "BITCOIN_RPC_PASSWORD_FILE",
                        password.toString(),
                        "KAFKA_SASL_JAAS_CONFIG_FILE",
                        login.toString()),
                "--bitcoin.rpc.user=u");
        assertThat(settings.node().password()).isEqualTo("s3cret");
        assertThat(settings.kafka().client())
                .containsEntry(
                        "sasl.jaas.config", "a.Module required user=me password = l0gin clientSecret=\"s1gn\\\"\";");
        assertThat(settings.logging().secrets())
                .contains("s3cret", "l0gin", "s1gn\"")
                .doesNotContain("me");
    }

    @ParameterizedTest
    @CsvSource({"2024-04-20,1713571200", "2024-04-20T00:00:01Z,1713571201", "1713571202,1713571202"})
    void times_are_days_instants_or_epoch_seconds(String text, long seconds) throws Exception {
        assertThat(read(Map.of(), "--heights.from-time=" + text).heights().fromTime())
                .hasValue(seconds);
    }

    @Test
    void a_mere_date_means_the_whole_day() throws Exception {
        HeightRange day = read(Map.of(), "--heights.from-time=2024-04-20", "--heights.to-time=2024-04-20")
                .heights();
        assertThat(day.toTime().getAsLong() - day.fromTime().getAsLong()).isEqualTo(24 * 60 * 60 - 1);
    }

    private void write(String properties) throws IOException {
        Files.writeString(directory.resolve("application.properties"), properties);
    }

    private Settings read(Map<String, String> environment, String... arguments) throws SettingsException {
        return Settings.read(Arrays.asList(arguments), environment, directory);
    }
}
