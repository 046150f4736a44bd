package pipeline.live;

import java.util.Optional;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.util.ObjectHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** A file of routes is wrong; the message tells the file, the line where that is known, the reason and what to do. */
public final class RouteFileException extends Exception {

    RouteFileException(RouteFile file, Optional<Integer> line, String reason, Throwable cause) {
        super(place(file.location().replaceFirst("^\\w+:", ""), line) + ": " + reason + ". " + advice(cause), cause);
    }

    /** What is wrong, of anything that Camel says when it cannot load, make or start a route. */
    static RouteFileException of(RouteFile file, Exception fault) {
        if (fault instanceof RouteFileException known) {
            return known;
        }
        MarkedYamlEngineException yaml = ObjectHelper.getException(MarkedYamlEngineException.class, fault);
        if (yaml != null) {
            return new RouteFileException(
                    file, yaml.getProblemMark().map(mark -> mark.getLine() + 1), yaml.getProblem(), yaml);
        }
        return new RouteFileException(file, Optional.empty(), rootReason(fault), fault);
    }

    static String rootReason(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "");
    }

    private static String place(String file, Optional<Integer> line) {
        return file + line.map(number -> ", line " + number).orElse("");
    }

    private static String advice(Throwable cause) {
        if (ObjectHelper.getException(NoSuchEndpointException.class, cause) != null) {
            return "Correct the scheme, or put the jar of its component into lib/ and start again";
        }
        if (ObjectHelper.getException(NoSuchBeanException.class, cause) != null) {
            return "Correct the name of the bean";
        }
        return "Correct it and save";
    }
}
