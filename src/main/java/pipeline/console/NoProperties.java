package pipeline.console;

import java.util.Map;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonObject;

/** In the place of Camel's console of properties, which writes every secret into the file for its command line. */
public final class NoProperties extends AbstractDevConsole {

    /** Under which Camel looks before it takes its own. */
    public static final String NAME = "properties-dev-console";

    public NoProperties() {
        super("camel", "properties", "Properties", "Not shown: secrets are among them");
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        return getDescription();
    }

    @Override
    protected JsonObject doCallJson(Map<String, Object> options) {
        return new JsonObject();
    }
}
