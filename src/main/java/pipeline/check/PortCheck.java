package pipeline.check;

import java.io.IOException;
import java.util.List;
import pipeline.console.Console;

/** Whether the console can listen. */
public record PortCheck(Console console) implements Check {

    @Override
    public String what() {
        return "Console " + console.host() + ":" + console.port();
    }

    @Override
    public String advice() {
        return "Set another console.port, or none for no console, unless it is a pipeline of yours that runs there";
    }

    @Override
    public List<Row> look() {
        try {
            console.requireFreePort();
            return List.of(Row.ok(what(), "the port is free"));
        } catch (IOException e) {
            return List.of(Row.fail(what(), "cannot listen: " + Checks.reason(e.getCause()), advice()));
        }
    }
}
