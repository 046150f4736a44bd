package pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ChecksTest {

    /** A check of a system that a test makes up. */
    private record Made(String what, Duration limit, Callable<List<Row>> finds) implements Check {

        @Override
        public String advice() {
            return "Mend " + what;
        }

        @Override
        public List<Row> look() throws Exception {
            return finds.call();
        }
    }

    @Test
    void one_that_hangs_or_breaks_down_has_its_row_and_leaves_the_others_theirs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Duration longer = Duration.ofSeconds(30);
        List<Row> rows = new Checks(List.of(
                        new Made("sleeper", Duration.ofMillis(50), () -> {
                            never.await();
                            return List.of();
                        }),
                        new Made("broken", longer, () -> {
                            throw new IOException("first line\nsecond line");
                        }),
                        new Made("silent", longer, () -> {
                            throw new IllegalStateException();
                        }),
                        new Made("well", longer, () -> List.of(Row.ok("well", "fine"), Row.ok("well too", "fine")))))
                .run();

        assertThat(rows)
                .containsExactly(
                        Row.fail("sleeper", "no answer within 0.05 s", "Mend sleeper"),
                        Row.fail("broken", "first line", "Mend broken"),
                        Row.fail("silent", "IllegalStateException", "Mend silent"),
                        Row.ok("well", "fine"),
                        Row.ok("well too", "fine"));
    }

    @Test
    void a_table_has_a_line_a_row_and_below_it_what_to_do() {
        List<Row> rows = List.of(
                Row.ok("Node", "@|red not a colour|@"),
                Row.warn("Topic a", "one copy", "Give it more"),
                Row.fail("Port", "taken", "Take another"));

        assertThat(printed(rows, Ansi.OFF).lines())
                .containsExactly(
                        "ok    Node     @|red not a colour|@",
                        "warn  Topic a  one copy",
                        "               -> Give it more",
                        "fail  Port     taken",
                        "               -> Take another",
                        "1 ok, 1 warn, 1 fail");
        assertThat(printed(rows, Ansi.ON))
                .contains("\u001B[32mok\u001B[", "\u001B[33mwarn\u001B[", "\u001B[31m\u001B[1mfail\u001B[")
                .contains("@|red not a colour|@");
    }

    private static String printed(List<Row> rows, Ansi ansi) {
        StringWriter text = new StringWriter();
        new RowTable(rows, ansi).print(new PrintWriter(text));
        return text.toString();
    }
}
