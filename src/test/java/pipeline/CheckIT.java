package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.camel.main.Main;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import pipeline.FaultyNode.Answer;
import pipeline.FaultyNode.Reaction;
import pipeline.embedded.SampleChain;
import pipeline.embedded.SampleNode;
import pipeline.servers.GuardedBroker;
import pipeline.servers.HdfsServer;
import pipeline.servers.JavaProcess;
import pipeline.servers.RegistryServer;

/** The command {@code check} among real servers: all is well, or one thing is not, and then its row says what to do. */
class CheckIT {

    private static final String TOPIC = "raw-blocks";
    private static final String DIRECTORY = "/check/bronze/blocks";
    private static final String HELD = "{\"type\":\"record\",\"name\":\"Block\",\"namespace\":\"bitcoin.chain\","
            + "\"fields\":[{\"name\":\"hash\",\"type\":\"int\"}]}";

    @TempDir
    private static Path folder;

    private static SampleNode sample;
    private static GuardedBroker broker;
    private static RegistryServer registry;
    private static HdfsServer hdfs;
    private static int consolePort;

    private FaultyNode node;

    /** What a run has printed, and how it has ended. */
    private record Printed(int status, String text) {

        /** The lines of the rows of a thing. */
        private List<String> rows(String what) {
            return text.lines()
                    .filter(line -> line.substring(Math.min(6, line.length())).startsWith(what + " "))
                    .toList();
        }

        /** The rows that are not well, each with what to do about it. */
        private List<String> bad() {
            List<String> bad = new ArrayList<>();
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("fail ") || lines.get(i).startsWith("warn ")) {
                    bad.add(lines.get(i) + " " + lines.get(i + 1).strip());
                }
            }
            return bad;
        }

        private void isWell() {
            assertThat(bad()).as(text).isEmpty();
            assertThat(status).isZero();
        }

        /** One row fails, and no other one. */
        private void failsOnly(String what, String... said) {
            assertThat(bad()).as(text).singleElement().satisfies(row -> assertThat(row)
                    .startsWith("fail  " + what + " ")
                    .contains(" -> ")
                    .contains(said));
            assertThat(status).isEqualTo(1);
        }
    }

    @BeforeAll
    static void publishFourBlocks() throws Exception {
        sample = SampleNode.start(SampleChain.blocks(), SampleChain.spentOutputs(), "operator", GuardedBroker.PASSWORD);
        CompletableFuture<RegistryServer> starting = CompletableFuture.supplyAsync(RegistryServer::start);
        hdfs = HdfsServer.start();
        broker = GuardedBroker.start(folder.resolve("kafka"));
        registry = starting.join();
        consolePort = JavaProcess.freePort();
        allowAll(TOPIC);
        runAsReader();
    }

    /** What the reader may do is enough for the pipeline itself, once he may also make the topics. */
    private static void runAsReader() throws Exception {
        broker.allow(ResourceType.CLUSTER, "kafka-cluster", AclOperation.CREATE);
        List<String> settings = new ArrayList<>(List.of(GuardedBroker.login(GuardedBroker.PASSWORD)));
        settings.addAll(List.of("--heights.to=3", "--schema-registry.url=" + registry.url()));
        try (RunningPipeline pipeline = RunningPipeline.start(
                sample.url(), broker.guarded(), TOPIC, folder.resolve("archive"), settings.toArray(String[]::new))) {
            assertThat(pipeline.awaitStatus()).isZero();
        }
        broker.forbid(ResourceType.CLUSTER, "kafka-cluster", AclOperation.CREATE);
    }

    /** No more than the roles need; each of these implies that the thing may be described. */
    private static void allowAll(String topic) throws Exception {
        for (String name : List.of("", ".chain", ".ranges", ".reorgs", ".dead-letters")) {
            broker.allow(ResourceType.TOPIC, topic + name, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
        }
        for (String name : List.of(topic, topic + ".chain", topic + ".ranges", topic + ".dead-letters")) {
            broker.allow(ResourceType.TOPIC, name, AclOperation.READ);
        }
        for (String group : List.of(".ingest", ".ranges", ".archive", ".archive.dead-letters", ".compact")) {
            broker.allow(ResourceType.GROUP, topic + group, AclOperation.READ);
        }
        for (String id : List.of("", ".0", ".1", ".2", ".3", ".4", ".5")) {
            broker.allow(ResourceType.TRANSACTIONAL_ID, topic + ".ingest" + id, AclOperation.WRITE);
        }
    }

    @AfterAll
    static void stopServers() {
        hdfs.close();
        registry.close();
        broker.close();
        sample.close();
    }

    @BeforeEach
    void startNode() {
        node = FaultyNode.before(sample);
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void all_systems_up_are_all_green_and_as_they_were_before() throws Exception {
        node.on(
                request -> request.body().contains("getzmqnotifications"),
                FaultyNode.ALWAYS,
                Reaction.answer(Answer.result(
                        "[{\"type\":\"pubhashblock\",\"address\":\"tcp://0.0.0.0:28332\",\"hwm\":1000}]")));
        Set<String> topics = topics();
        Printed printed = checkAll("--hdfs.url=" + hdfs.url());
        printed.isWell();
        assertThat(printed.rows("Settings")).singleElement().asString().contains("command line: ", "hdfs.url");
        assertThat(printed.rows("Node " + node.url()))
                .singleElement()
                .asString()
                .contains("network regtest", "tip 183", "asked by REST", "prevouts served cheaply", "not pruned")
                .contains("ZMQ pubhashblock tcp://0.0.0.0:28332");
        assertThat(printed.rows("Chain")).singleElement().asString().contains("4 heights from 0 to 3");
        assertThat(printed.rows("Kafka broker 1 " + broker.guarded()))
                .singleElement()
                .asString()
                .contains("Kafka 4.1");
        assertThat(printed.rows("Topic raw-blocks")).singleElement().asString().contains("partitions 6", "copies 1");
        assertThat(printed.rows("Topic raw-blocks.chain"))
                .singleElement()
                .asString()
                .contains("partitions 1");
        assertThat(printed.rows("Kafka rights")).singleElement().asString().contains("all that is needed");
        assertThat(printed.rows("Registry " + registry.url()))
                .singleElement()
                .asString()
                .contains("raw-blocks-value, version 1, compatible");
        assertThat(printed.rows("Archive"))
                .singleElement()
                .asString()
                .contains(hdfs.url() + DIRECTORY, "renamed and removed in /,", "GB");
        assertThat(printed.rows("Tables")).hasSize(1);
        assertThat(printed.rows("Console 127.0.0.1:" + consolePort)).hasSize(1);
        assertThat(printed.text()).doesNotContain(GuardedBroker.PASSWORD, "\u001B[");
        assertThat(topics()).isEqualTo(topics);
        assertThat(hdfs.web().list("/")).containsExactlyInAnyOrder("user");
    }

    @Test
    void with_no_settings_at_all_all_is_embedded_and_well_and_nothing_is_made() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (PipelineProcess check = PipelineProcess.start(empty, "check")) {
            assertThat(check.awaitExit()).as(check.output()).isZero();
            assertThat(check.output().lines())
                    .hasSize(7)
                    .filteredOn(line -> line.startsWith("ok "))
                    .hasSize(6)
                    .anySatisfy(line -> assertThat(line).contains("Node embedded", "tip 183"))
                    .anySatisfy(line -> assertThat(line).contains("Chain", "network sample"));
        }
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void a_publisher_of_announcements_is_reached_or_its_row_says_what_to_set() {
        try (CorePublisher publisher = CorePublisher.start()) {
            Printed printed = checkAll("--bitcoin.zmq.url=" + publisher.url(), "--hdfs.url=" + hdfs.url());
            printed.isWell();
            assertThat(printed.rows("ZMQ " + publisher.url())).hasSize(1);
        }
        String nobody = "tcp://127.0.0.1:" + JavaProcess.freePort();
        checkAll("--bitcoin.zmq.url=" + nobody, "--hdfs.url=" + hdfs.url())
                .failsOnly("ZMQ " + nobody, "zmqpubhashblock=", "bitcoin.zmq.url");
    }

    @Test
    void a_folder_that_is_there_is_tried_itself_over_webhdfs_too() {
        hdfs.web().put(DIRECTORY, "op=MKDIRS");
        Printed printed = checkAll("--pipeline.roles=archive", "--hdfs.url=" + hdfs.webUrl());
        printed.isWell();
        assertThat(printed.rows("Archive")).singleElement().asString().contains("renamed and removed;");
        assertThat(hdfs.web().list(DIRECTORY)).isEmpty();
        assertThat(printed.rows("Node")).isEmpty();
        hdfs.web().delete("/check");
    }

    @Test
    void a_terminal_gets_its_colours() {
        assertThat(check(Ansi.ON, "--pipeline.roles=compact", "--kafka.brokers=" + broker.open(), "--console.port=")
                        .text())
                .contains("\u001B[32mok\u001B[");
    }

    @Test
    void every_system_is_down_and_each_row_says_what_to_start_or_to_correct() {
        String nowhere = "127.0.0.1:" + JavaProcess.freePort();
        Printed printed = check(
                Ansi.OFF,
                "--bitcoin.rpc.url=http://" + nowhere,
                "--kafka.brokers=" + nowhere,
                "--schema-registry.url=http://" + nowhere,
                "--hdfs.url=hdfs://" + nowhere,
                "--archive.directory=" + DIRECTORY,
                "--console.port=");
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.bad())
                .as(printed.text())
                .anySatisfy(
                        row -> assertThat(row).startsWith("fail  Node").contains("Start the node", "bitcoin.rpc.url"))
                .anySatisfy(
                        row -> assertThat(row).startsWith("fail  Kafka").contains("Start the broker", "kafka.brokers"))
                .anySatisfy(row -> assertThat(row)
                        .startsWith("fail  Registry")
                        .contains("Start the registry", "schema-registry.url"))
                .anySatisfy(
                        row -> assertThat(row).startsWith("fail  Archive").contains("Start the NameNode", "hdfs.url"))
                .noneSatisfy(row -> assertThat(row).contains("no answer within"));
    }

    @Test
    void a_node_that_is_down_is_to_be_started() {
        node.goDown();
        Printed printed = checkAll();
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.bad().get(0))
                .startsWith("fail  Node " + node.url())
                .contains("Connection refused", "Start the node");
        assertThat(printed.bad().get(1)).startsWith("warn  Chain");
        node.comeBack();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_wrong_password_is_refused_by_the_node_whether_it_serves_rest_or_not(boolean hasRest) {
        if (!hasRest) {
            node.withoutRest();
        }
        Printed printed = checkAll("--bitcoin.rpc.password=wr0ng");
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.bad().get(0))
                .startsWith("fail  Node")
                .contains("refuses the credentials", "Set bitcoin.rpc.user and bitcoin.rpc.password")
                .contains("bitcoin.rpc.cookie-file");
        assertThat(printed.text()).doesNotContain("wr0ng");
    }

    @Test
    void a_node_that_serves_rest_needs_no_credentials() {
        Printed printed = openly();
        printed.isWell();
        assertThat(printed.rows("Node")).singleElement().asString().contains("RPC asks for credentials", "tip 183");
        assertThat(printed.rows("Chain")).singleElement().asString().contains("4 heights from 0 to 3");
    }

    @Test
    void a_node_without_rest_is_slow() {
        node.withoutRest();
        Printed printed = checkAll();
        assertThat(printed.status()).as(printed.text()).isZero();
        assertThat(printed.bad())
                .singleElement()
                .asString()
                .startsWith("warn  Node")
                .contains("rest=1");
    }

    @Test
    void a_node_that_still_fetches_blocks_is_to_be_waited_for() {
        chain("\"headers\":183", "\"headers\":200");
        Printed printed = checkAll();
        assertThat(printed.status()).as(printed.text()).isZero();
        assertThat(printed.bad())
                .singleElement()
                .asString()
                .startsWith("warn  Node")
                .contains("initial block download: 17 blocks to go", "Wait");
    }

    @Test
    void a_node_that_has_pruned_what_is_asked_for_is_the_wrong_one() {
        chain("\"chain\":\"regtest\"", "\"pruneheight\":100,\"chain\":\"regtest\"");
        checkAll("--heights.to=3").isWell();
        checkAll().failsOnly("Chain", "height 4 ", "pruned below 100", "Set heights.from to 100", "bitcoin.rpc.url");
    }

    @Test
    void a_node_of_another_network_than_what_is_published_is_the_wrong_one() {
        chain("\"chain\":\"regtest\"", "\"chain\":\"signet\"");
        checkAll()
                .failsOnly(
                        "Chain", "network regtest", "network signet", "Set kafka.topics.raw-blocks", "bitcoin.rpc.url");
    }

    @Test
    void two_nodes_of_two_networks_do_not_go_together() {
        chain("\"chain\":\"regtest\"", "\"chain\":\"signet\"");
        checkAll("--bitcoin.rpc.url=" + node.url() + "," + sample.url())
                .failsOnly("Chain", "different networks", "Set bitcoin.rpc.url");
    }

    private void chain(String text, String other) {
        node.on(FaultyNode.Request::asksForChain, FaultyNode.ALWAYS, (faulty, exchange, request) -> {
            Answer honest = faulty.honest(request);
            String json = new String(honest.body(), StandardCharsets.UTF_8);
            Reaction.answer(Answer.of(200, json.replace(text, other))).react(faulty, exchange, request);
        });
    }

    @Test
    void a_broker_that_tells_an_address_where_nobody_is_cannot_be_used() {
        Printed printed = checkAll("--kafka.security.protocol=PLAINTEXT", "--kafka.brokers=" + broker.lost());
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.bad()).anySatisfy(row -> assertThat(row)
                .startsWith("fail  Kafka " + broker.lost())
                .contains("advertised.listeners"));
    }

    @Test
    void a_wrong_kafka_password_is_told_with_its_setting_and_without_the_password() {
        List<String> settings = new ArrayList<>(List.of(GuardedBroker.login("wr0ng")));
        Printed printed = checkAll(settings.toArray(String[]::new));
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.bad()).anySatisfy(row -> assertThat(row)
                .startsWith("fail  Kafka")
                .contains("refuses the login", "kafka.sasl.jaas.config"));
        assertThat(printed.text()).doesNotContain("wr0ng");
    }

    @ParameterizedTest
    @CsvSource({
        "TOPIC, raw-blocks, WRITE, Write on topic raw-blocks, --operation Write --topic raw-blocks",
        "TOPIC, raw-blocks, READ, Read on topic raw-blocks, --operation Read --topic raw-blocks",
        "TOPIC, raw-blocks.dead-letters, READ, Read on topic raw-blocks.dead-letters, --operation Read",
        "GROUP, raw-blocks.ingest, READ, 'Read, Describe on group raw-blocks.ingest', --operation Read --operation Describe",
        "GROUP, raw-blocks.ranges, READ, 'Read, Describe on group raw-blocks.ranges', --group raw-blocks.ranges",
        "TRANSACTIONAL_ID, raw-blocks.ingest.5, WRITE, 'Write, Describe on transactional id raw-blocks.ingest.5',"
                + " --transactional-id raw-blocks.ingest.5",
        "TRANSACTIONAL_ID, raw-blocks.ingest, WRITE, 'Write, Describe on transactional id raw-blocks.ingest',"
                + " --transactional-id raw-blocks.ingest",
    })
    void a_right_that_is_missing_is_named_with_the_command_that_gives_it(
            ResourceType type, String name, AclOperation operation, String missing, String option) throws Exception {
        broker.forbid(type, name, operation);
        try {
            checkAll().failsOnly("Kafka rights", missing + " is not allowed", "kafka-acls.sh", option);
        } finally {
            broker.allow(type, name, operation);
        }
    }

    @Test
    void a_group_that_may_be_seen_and_not_joined_lacks_the_right_to_read() throws Exception {
        broker.forbid(ResourceType.GROUP, "raw-blocks.compact", AclOperation.READ);
        broker.allow(ResourceType.GROUP, "raw-blocks.compact", AclOperation.DESCRIBE);
        try {
            checkAll().failsOnly("Kafka rights", "  Read on group raw-blocks.compact");
        } finally {
            broker.forbid(ResourceType.GROUP, "raw-blocks.compact", AclOperation.DESCRIBE);
            broker.allow(ResourceType.GROUP, "raw-blocks.compact", AclOperation.READ);
        }
    }

    @Test
    void topics_that_are_there_and_not_for_this_user_are_told_from_those_that_are_missing() throws Exception {
        Printed closed = checkAll("--kafka.topics.raw-blocks=others");
        assertThat(closed.status()).isEqualTo(1);
        assertThat(closed.bad()).anySatisfy(row -> assertThat(row)
                .startsWith("fail  Topic others ")
                .contains("Allow Describe and DescribeConfigs on topic others"));

        allowAll("new");
        Printed missing = checkAll("--kafka.topics.raw-blocks=new");
        assertThat(missing.bad())
                .anySatisfy(
                        row -> assertThat(row).startsWith("fail  Topic new ").contains("Allow Create on topic new"))
                .anySatisfy(row -> assertThat(row)
                        .startsWith("warn  Kafka rights")
                        .contains("new, new.chain, new.ranges, new.reorgs, new.dead-letters"));
        assertThat(topics()).doesNotContain("new", "others");
    }

    @Test
    void topics_that_would_lose_records_are_told_with_the_command_that_mends_them() throws Exception {
        create("short", 6, Map.of("retention.ms", "604800000", "max.message.bytes", "1048588"));
        create("short.chain", 2, Map.of("cleanup.policy", "compact", "retention.ms", "-1"));
        Printed printed = openly("--kafka.topics.raw-blocks=short");
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.bad())
                .as(printed.text())
                .anySatisfy(row -> assertThat(row)
                        .startsWith("fail  Topic short ")
                        .contains("retention.ms=604800000", "kafka-configs.sh", "--add-config retention.ms=-1"))
                .anySatisfy(row -> assertThat(row)
                        .startsWith("fail  Topic short ")
                        .contains("max.message.bytes=1048588", "--add-config max.message.bytes=21037056"))
                .anySatisfy(row -> assertThat(row)
                        .startsWith("fail  Topic short.chain")
                        .contains("2 partitions", "Set kafka.topics.raw-blocks"));
        assertThat(printed.rows("Topic short.reorgs"))
                .singleElement()
                .asString()
                .contains("is not there yet");
    }

    @Test
    void more_copies_than_there_are_brokers_cannot_be_made() {
        Printed printed = openly("--kafka.topics.raw-blocks=copied", "--kafka.replication-factor=3");
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.bad())
                .filteredOn(row -> row.startsWith("fail "))
                .hasSize(5)
                .allSatisfy(row -> assertThat(row).contains("cannot be made", "kafka.replication-factor"));
    }

    @Test
    void a_registry_that_wants_credentials_is_told_with_their_settings() throws IOException {
        HttpServer closed = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        closed.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        closed.start();
        try {
            checkAll("--schema-registry.url=http://127.0.0.1:"
                            + closed.getAddress().getPort())
                    .failsOnly("Registry", "HTTP 401", "schema-registry.user and schema-registry.password");
        } finally {
            closed.stop(0);
        }
    }

    @Test
    void a_schema_that_the_registry_would_refuse_is_told_with_its_reason() {
        new RegistryHttp(registry.url()).register("held-value", new Schema.Parser().parse(HELD));
        Printed printed = openly("--kafka.topics.raw-blocks=held", "--schema-registry.url=" + registry.url());
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.bad())
                .filteredOn(row -> row.startsWith("fail "))
                .singleElement()
                .asString()
                .contains("Registry", "held-value", "incompatible", "compatibility", "kafka.topics.raw-blocks");
    }

    @Test
    void a_subject_that_is_not_there_is_left_to_ingest() {
        Printed printed = openly("--kafka.topics.raw-blocks=fresh", "--schema-registry.url=" + registry.url());
        assertThat(printed.status()).isZero();
        assertThat(printed.rows("Registry")).singleElement().asString().contains("fresh-value is not there yet");
    }

    @Test
    void a_folder_of_another_user_is_to_be_given() {
        hdfs.web().put("/closed", "op=MKDIRS");
        hdfs.web().put("/closed", "op=SETPERMISSION&permission=755");
        checkAll(
                        "--pipeline.roles=archive",
                        "--hdfs.url=" + hdfs.url(),
                        "--archive.directory=/closed/blocks",
                        "--hdfs.user=carol")
                .failsOnly("Archive", "Permission denied: user=carol", "chown", "hdfs.user", "archive.directory");
        hdfs.web().delete("/closed");
    }

    @Test
    void safe_mode_is_to_be_waited_for_or_ended() throws IOException {
        hdfs.enterSafeMode();
        try {
            checkAll("--pipeline.roles=archive", "--hdfs.url=" + hdfs.url())
                    .failsOnly("Archive", "safe mode", "-safemode leave");
        } finally {
            hdfs.leaveSafeMode();
        }
    }

    @Test
    void a_local_folder_that_is_read_only_or_none_is_told() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        checkAll("--pipeline.roles=archive", "--hdfs.url=file:" + file)
                .failsOnly("Archive", file.toString(), "in the way", "archive.directory", "hdfs.url");
        // where even root may make no file
        checkAll("--pipeline.roles=archive", "--hdfs.url=file:/sys")
                .failsOnly("Archive", "Permission denied", "write there", "hdfs.url");
    }

    @Test
    void a_port_that_is_taken_is_told() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            checkAll("--console.port=" + taken.getLocalPort())
                    .failsOnly("Console 127.0.0.1:" + taken.getLocalPort(), "in use", "Set another console.port");
        }
    }

    @Test
    void settings_that_are_refused_end_it_with_another_status() {
        Printed printed = check(Ansi.OFF, "--heights.form=1");
        assertThat(printed.status()).isEqualTo(2);
        assertThat(printed.text()).contains("Unknown setting heights.form").doesNotContain("ok ");
    }

    /** With every system as it is right and a local archive, but for what a test sets besides. */
    private Printed checkAll(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--bitcoin.rpc.url=" + node.url(),
                "--bitcoin.rpc.user=operator",
                "--bitcoin.rpc.password=" + GuardedBroker.PASSWORD,
                "--kafka.brokers=" + broker.guarded(),
                "--schema-registry.url=" + registry.url(),
                "--hdfs.url=file:" + folder,
                "--archive.directory=" + DIRECTORY,
                "--console.port=" + consolePort));
        settings.addAll(List.of(GuardedBroker.login(GuardedBroker.PASSWORD)));
        settings.addAll(List.of(more));
        return check(Ansi.OFF, settings.toArray(String[]::new));
    }

    /** Kafka by the door that lets everybody in, and a local archive. */
    private Printed openly(String... more) {
        return check(
                Ansi.OFF,
                Stream.concat(
                                Stream.of(
                                        "--bitcoin.rpc.url=" + sample.url(),
                                        "--kafka.brokers=" + broker.open(),
                                        "--hdfs.url=file:" + folder,
                                        "--console.port="),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static Printed check(Ansi ansi, String... settings) {
        StringWriter text = new StringWriter();
        CommandLine line = Commands.of(new Main(), Map.of());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        line.setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        List<String> arguments = new ArrayList<>(List.of("check"));
        arguments.addAll(List.of(settings));
        int status = line.execute(arguments.toArray(String[]::new));
        return new Printed(status, text.toString());
    }

    private static void create(String topic, int partitions, Map<String, String> configuration) throws Exception {
        try (Admin admin = broker.admin()) {
            NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(configuration);
            admin.createTopics(List.of(wanted)).all().get();
        }
    }

    private static Set<String> topics() throws Exception {
        try (Admin admin = broker.admin()) {
            return admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
        }
    }
}
