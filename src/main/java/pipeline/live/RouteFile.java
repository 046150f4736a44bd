package pipeline.live;

import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * A file of YAML routes.
 *
 * @param name below the folder of routes, such as {@code archive-block.camel.yaml}
 * @param location as Camel names it: {@code file:…} for the user's, {@code classpath:…} for a built-in one
 */
public record RouteFile(String name, String location, String text) {

    /** What Camel loads: this text, whatever has become of the file meanwhile. */
    Resource resource() {
        return ResourceHelper.fromString(location, text);
    }
}
