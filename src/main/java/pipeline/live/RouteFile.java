package pipeline.live;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A file of YAML routes.
 *
 * @param name below the folder of routes, such as {@code archive-block.camel.yaml}
 * @param location as Camel names it: {@code file:…} for the user's, {@code classpath:…} for a built-in one
 * @param text null where it cannot be read
 * @param fault why it cannot be read, else null
 */
public record RouteFile(String name, String location, String text, String fault) {

    /** An entry {@code beans} of the list that a file is. */
    private static final Pattern BEANS = Pattern.compile("^- beans:.*(?:\\R(?!- ).*)*", Pattern.MULTILINE);

    /** What Camel loads: this text, whatever has become of the file meanwhile. */
    Resource resource() {
        return resource(text);
    }

    /** All but the beans, each line where it is in the file: to load a bean is to put it in the place of the one in use. */
    Resource routes() {
        return resource(BEANS.matcher(text).replaceAll(beans -> Matcher.quoteReplacement(linesOf(beans.group()))));
    }

    /** Nothing but the beans, each line where it is in the file; blank where there are none. */
    String beans() {
        StringBuilder beans = new StringBuilder();
        int end = 0;
        for (Matcher entry = BEANS.matcher(text); entry.find(); end = entry.end()) {
            beans.append(linesOf(text.substring(end, entry.start()))).append(entry.group());
        }
        return beans.toString();
    }

    Resource beansResource() {
        return resource(beans());
    }

    Set<String> beanNames() {
        Object entries = new Load(LoadSettings.builder().build()).loadFromString(beans());
        return entries == null
                ? Set.of()
                : ((List<?>) entries)
                        .stream()
                                .map(entry -> ((Map<?, ?>) entry).get("beans"))
                                .flatMap(beans -> ((List<?>) beans).stream())
                                .map(bean -> String.valueOf(((Map<?, ?>) bean).get("name")))
                                .collect(Collectors.toSet());
    }

    private Resource resource(String content) {
        return ResourceHelper.fromString(location, content);
    }

    private static String linesOf(String part) {
        return part.replaceAll("[^\\r\\n]", "");
    }
}
