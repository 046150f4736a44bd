package pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pipeline.WrittenLog;

class LiveRoutesTest {

    private static final String GREET =
            """
            - route:
                id: greet
                from:
                  uri: direct:greet
                  steps:
                    - setBody:
                        expression:
                          constant:
                            expression: hello
                    - to:
                        uri: direct:java
                        parameters:
                          timeout: 30000
            """;

    private static final String TEMPLATE =
            """
            - routeTemplate:
                id: greeting
                parameters:
                  - name: word
                route:
                  from:
                    uri: direct:made
                    steps:
                      - setBody:
                          expression:
                            constant:
                              expression: "{{word}}"
                      - to:
                          uri: direct:java
            """;
    private static final String MADE =
            """
            - templatedRoute:
                routeTemplateRef: greeting
                routeId: made
                parameters:
                  - name: word
                    value: good bye
            """;

    private static final String WITH_BEAN =
            """
            - beans:
                - name: greeter
                  type: pipeline.live.LiveRoutesTest$Greeter
                  destroyMethod: close
                  properties:
                    word: hello
            - route:
                id: greet
                from:
                  uri: direct:greet
                  steps:
                    - to:
                        uri: bean:greeter?method=greet
                    - to:
                        uri: direct:java
            """;

    /** What has to be closed, as a pool of connections. */
    public static final class Greeter {

        private static final AtomicInteger MADE = new AtomicInteger();
        private static final AtomicInteger CLOSED = new AtomicInteger();

        private String word;
        private boolean closed;

        public Greeter() {
            MADE.incrementAndGet();
        }

        public void setWord(String word) {
            this.word = word;
        }

        public String greet() {
            return closed ? "closed" : word;
        }

        public void close() {
            closed = true;
            CLOSED.incrementAndGet();
        }
    }

    @TempDir
    private Path folder;

    private final WrittenLog log = new WrittenLog();
    private final CamelContext camel = new DefaultCamelContext();
    private LiveRoutes live;

    @BeforeEach
    void start() throws Exception {
        save("greet", GREET);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:java").routeId("java").setBody(simple("${body} there"));
            }
        });
        RouteFiles files = new RouteFiles(folder);
        live = new LiveRoutes(camel, files, List.of());
        for (RouteFile file : files.read(List.of()).values()) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(file.resource());
        }
        camel.start();
        assertThat(greeting()).isEqualTo("hello there");
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        log.close();
    }

    @Test
    void what_is_saved_is_live() throws Exception {
        save("greet", GREET.replace("hello", "good day"));
        look();
        assertThat(greeting()).isEqualTo("good day there");
        assertThat(log.count("greet.camel.yaml is live: greet")).isOne();
    }

    @Test
    void what_is_still_being_written_is_left_alone() throws Exception {
        save("greet", GREET.substring(0, 60));
        live.refresh();
        save("greet", GREET.replace("hello", "good day"));
        live.refresh();
        assertThat(log.count("greet.camel.yaml")).isZero();
        live.refresh();
        assertThat(greeting()).isEqualTo("good day there");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'setBody:'       | 'setBody: ['         | 8  | 'expected' | 'Correct it and save'",
                "'setBody:'       | 'setBdy:'            | 6  | 'Unknown node id: setBdy' | 'Correct it and save'",
                "'timeout: 30000' | 'timout: 30000'      | 10 | 'Unknown parameters=[{timout=30000}]' | 'Correct it and save'",
                "'direct:java'    | 'direkt:java'        | 10 | 'direkt' | 'put the jar of its component into lib/'",
                "'id: greet'      | 'description: greet' | 4  | 'The route has no id' | 'Correct it and save'",
                "'id: greet'      | 'id: java'           | 4  | 'There is a route java already' | 'Correct it and save'",
            })
    void what_is_wrong_is_told_once_and_the_old_route_runs_on(
            String right, String wrong, int line, String reason, String fix) throws Exception {
        save("greet", GREET.replace(right, wrong));
        look();
        look();
        assertThat(log.count("greet.camel.yaml")).as(log.text()).isOne();
        assertThat(log.lines().get(log.lines().size() - 1).text())
                .contains("greet.camel.yaml, line " + line + ": ", reason, fix, "The old routes run on");
        assertThat(greeting()).isEqualTo("hello there");
        save("greet", GREET.replace("hello", "good day"));
        look();
        assertThat(greeting()).isEqualTo("good day there");
    }

    @Test
    void what_shows_only_when_the_route_is_made_puts_the_old_one_back() throws Exception {
        save("greet", GREET.replace("- to:", "- bean:\n            ref: nobody\n        - to:"));
        look();
        assertThat(log.count("nobody")).as(log.text()).isOne();
        assertThat(log.count("Correct the name of the bean. The old routes run on"))
                .isOne();
        assertThat(greeting()).isEqualTo("hello there");
    }

    @Test
    void routes_of_a_template_follow_their_file_and_their_template() throws Exception {
        save("template", TEMPLATE);
        look();
        save("made", MADE);
        look();
        assertThat(ask("direct:made")).isEqualTo("good bye there");

        save("made", MADE.replace("good bye", "see you"));
        look();
        assertThat(ask("direct:made")).isEqualTo("see you there");

        save("template", TEMPLATE.replace("{{word}}", "{{word}} all"));
        look();
        assertThat(ask("direct:made")).isEqualTo("see you all there");

        save("made", MADE.replace("Ref: greeting", "Ref: greting"));
        look();
        assertThat(log.count("made.camel.yaml: There is no route template greting"))
                .isOne();
        assertThat(ask("direct:made")).isEqualTo("see you all there");

        Files.delete(folder.resolve("made.camel.yaml"));
        look();
        assertThat(camel.getRoute("made")).isNull();
        assertThat(greeting()).isEqualTo("hello there");
    }

    @Test
    void a_file_that_is_new_adds_its_routes_and_one_that_is_gone_ends_them() throws Exception {
        save("part", GREET.replace("greet", "part").replace("hello", "good bye"));
        look();
        assertThat(ask("direct:part")).isEqualTo("good bye there");
        Files.delete(folder.resolve("part.camel.yaml"));
        look();
        assertThat(camel.getRoute("part")).isNull();
        assertThat(greeting()).isEqualTo("hello there");
        assertThat(log.count("part.camel.yaml is gone, and its routes with it")).isOne();
    }

    @Test
    void a_new_file_that_is_wrong_adds_nothing() throws Exception {
        save("part", GREET.replace("greet", "part").replace("direct:java", "direkt:java"));
        look();
        assertThat(camel.getRoute("part")).isNull();
        assertThat(log.count("None of its routes runs")).isOne();
    }

    @Test
    void a_route_that_was_renamed_is_not_left_behind() throws Exception {
        save("greet", GREET.replace("id: greet", "id: welcome"));
        look();
        assertThat(camel.getRoute("greet")).isNull();
        assertThat(camel.getRouteController().getRouteStatus("welcome")).isEqualTo(ServiceStatus.Started);
    }

    @Test
    void a_route_runs_or_not_as_it_did_before() throws Exception {
        camel.getRouteController().stopRoute("greet");
        save("greet", GREET.replace("hello", "good day"));
        look();
        assertThat(camel.getRouteController().getRouteStatus("greet")).isEqualTo(ServiceStatus.Stopped);

        camel.getRouteController().startRoute("greet");
        save("greet", GREET.replace("id: greet", "id: greet\n    autoStartup: \"false\""));
        look();
        assertThat(greeting()).isEqualTo("hello there");
    }

    @Test
    void what_is_under_way_ends_in_the_old_route_and_what_comes_then_takes_the_new_one() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        camel.getRegistry().bind("hold", (Processor) exchange -> {
            arrived.countDown();
            goOn.await();
        });
        save("greet", GREET.replace("- to:", "- process:\n            ref: hold\n        - to:"));
        look();
        CompletableFuture<String> under = CompletableFuture.supplyAsync(this::greeting);
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        save("greet", GREET.replace("hello", "good day"));
        CompletableFuture<Void> change = CompletableFuture.runAsync(this::look);
        Awaitility.await()
                .until(() -> !ServiceHelper.isStarted(camel.getRoute("greet").getConsumer()));
        goOn.countDown();
        assertThat(under.get(10, TimeUnit.SECONDS)).isEqualTo("hello there");
        change.get(10, TimeUnit.SECONDS);
        assertThat(greeting()).isEqualTo("good day there");
    }

    @Test
    void routes_take_up_another_error_handling_when_its_file_changes() throws Exception {
        String handling =
                """
                - routeConfiguration:
                    id: say
                    onException:
                      - onException:
                          exception:
                            - java.lang.Exception
                          handled:
                            constant:
                              expression: "true"
                          steps:
                            - setBody:
                                expression:
                                  constant:
                                    expression: sorry
                """;
        save("handling", handling);
        save(
                "fail",
                GREET.replace("greet", "fail")
                        .replace("from:", "routeConfigurationId: say\n    from:")
                        .replace(
                                "- to:",
                                "- throwException:\n            exceptionType: java.lang.IllegalStateException\n            message: no\n        - to:"));
        look();
        assertThat(ask("direct:fail")).isEqualTo("sorry");
        save("handling", handling.replace("sorry", "so sorry"));
        look();
        assertThat(ask("direct:fail")).isEqualTo("so sorry");
    }

    @Test
    void a_bean_goes_on_until_a_save_that_is_right_puts_another_in_its_place() throws Exception {
        save("greet", WITH_BEAN);
        look();
        assertThat(greeting()).isEqualTo("hello there");
        Greeter.MADE.set(0);
        Greeter.CLOSED.set(0);

        save("greet", WITH_BEAN.replace("steps:", "stepps:"));
        look();
        assertThat(log.count("The old routes run on")).isOne();
        assertThat(greeting()).isEqualTo("hello there");
        save("greet", WITH_BEAN.replace("direct:java", "direkt:java"));
        look();
        assertThat(log.count("The old routes run on")).isEqualTo(2);
        assertThat(greeting()).isEqualTo("hello there");
        save("greet", WITH_BEAN.replace("direct:java", "direct:java?timeout=20000"));
        look();
        assertThat(log.count("greet.camel.yaml is live: greet")).isEqualTo(2);
        assertThat(greeting()).isEqualTo("hello there");
        assertThat(Greeter.MADE).hasValue(0);
        assertThat(Greeter.CLOSED).hasValue(0);

        save("greet", WITH_BEAN.replace("hello", "good day"));
        look();
        assertThat(greeting()).isEqualTo("good day there");
        assertThat(Greeter.MADE).hasValue(1);
        assertThat(Greeter.CLOSED).hasValue(1);

        Files.delete(folder.resolve("greet.camel.yaml"));
        look();
        assertThat(Greeter.MADE).hasValue(1);
        assertThat(Greeter.CLOSED).hasValue(2);
        assertThat(camel.getRegistry().lookupByName("greeter")).isNull();
    }

    @Test
    void a_bean_that_cannot_be_made_leaves_the_old_one() throws Exception {
        save("greet", WITH_BEAN);
        look();
        save("greet", WITH_BEAN.replace("word:", "wird:"));
        look();
        assertThat(log.count("The old routes run on")).isOne();
        assertThat(greeting()).isEqualTo("hello there");
    }

    @Test
    void a_file_with_another_name_keeps_its_routes() throws Exception {
        Files.move(folder.resolve("greet.camel.yaml"), folder.resolve("a.camel.yaml"));
        look();
        assertThat(greeting()).isEqualTo("hello there");
        assertThat(log.count("a.camel.yaml is live: greet")).isOne();
        assertThat(log.count("already")).isZero();
    }

    @Test
    void files_that_come_together_may_stand_on_each_other() throws Exception {
        save("a", MADE);
        save("b", TEMPLATE);
        look();
        assertThat(log.count("a.camel.yaml is live: made")).isOne();
        assertThat(log.count("no route template")).isZero();
        assertThat(camel.createProducerTemplate().requestBody("direct:made", "", String.class))
                .isEqualTo("good bye there");
    }

    @Test
    void a_file_that_cannot_be_read_is_told_once_and_others_are_taken_up() throws Exception {
        Files.write(folder.resolve("a.camel.yaml"), new byte[] {'#', (byte) 0xe4, '\n'});
        Files.createSymbolicLink(folder.resolve(".#greet.camel.yaml"), Path.of("somebody@somewhere.1"));
        save("greet", GREET.replace("hello", "good day"));
        look();
        look();
        assertThat(greeting()).isEqualTo("good day there");
        assertThat(log.count("a.camel.yaml: The file is not UTF-8")).isOne();
    }

    @Test
    void the_folder_need_not_be_there() throws IOException {
        Path none = folder.resolve("none");
        RouteFiles files = new RouteFiles(none);
        assertThat(files.read(List.of())).isEmpty();
        assertThat(files.settings()).isEmpty();
        assertThat(files.locations(List.of("retry"))).containsExactly("classpath:routes/retry.camel.yaml");
    }

    @Test
    void a_file_takes_the_place_of_the_built_in_one_of_its_name_until_it_is_gone() throws Exception {
        RouteFiles files = new RouteFiles(folder);
        assertThat(files.read(List.of("retry")).get("retry.camel.yaml").text())
                .isEqualTo(RouteFiles.builtIn("retry.camel.yaml"));
        save("retry", "mine");
        assertThat(files.read(List.of("retry")).get("retry.camel.yaml").text()).isEqualTo("mine");
        assertThat(files.addedLocations()).containsExactly("file:" + folder.resolve("greet.camel.yaml"));
        // the built-in ones of other roles are not added
        assertThat(files.read(List.of())).containsOnlyKeys("greet.camel.yaml");
    }

    @Test
    void all_built_in_routes_are_found() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/routes"))) {
            assertThat(RouteFiles.builtIn())
                    .containsAll(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .toList());
        }
    }

    @Test
    void settings_are_found_where_a_route_refers_to_them() throws IOException {
        save("a", "x: '{{a.b}} {{c:5}} {{?d}}' # {{a.b}}");
        RouteFiles files = new RouteFiles(folder);
        assertThat(files.settings()).containsExactlyInAnyOrder("a.b", "c", "d");
        assertThat(files.neededSettings()).containsOnlyKeys("a.b");
        assertThat(files.neededSettings().get("a.b")).containsExactly(folder + "/a.camel.yaml");
    }

    private void save(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), text);
    }

    private void look() {
        live.refresh();
        live.refresh();
    }

    private String greeting() {
        return ask("direct:greet");
    }

    private String ask(String endpoint) {
        return camel.createProducerTemplate().requestBody(endpoint, null, String.class);
    }
}
