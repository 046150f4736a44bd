package pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/** Another layout's text without secrets: what a library says of its own, stack traces too, goes through here. */
final class MaskedLayout extends AbstractStringLayout {

    /** Shorter ones would take common words apart, and tell by that what they are. */
    private static final int SHORTEST = 4;

    /** What a user and a password are in a header, a node's cookie among them. */
    private static final Pattern BASIC = Pattern.compile("(?i)(\\bBasic )[a-z0-9+/]{4,}=*");

    private static final String MASK = "xxxxx";

    private final Layout<?> layout;
    private final List<String> secrets;

    MaskedLayout(Layout<?> layout, Set<String> secrets) {
        super(StandardCharsets.UTF_8);
        this.layout = layout;
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .flatMap(
                        secret -> Stream.of(secret, secret.replace("\\", "\\\\").replace("\"", "\\\"")))
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    @Override
    public String toSerializable(LogEvent event) {
        String text = layout.toSerializable(event).toString();
        for (String secret : secrets) {
            text = text.replace(secret, MASK);
        }
        return BASIC.matcher(text).replaceAll("$1" + MASK);
    }

    @Override
    public String getContentType() {
        return layout.getContentType();
    }
}
