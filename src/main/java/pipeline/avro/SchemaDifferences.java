package pipeline.avro;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** What keeps one schema from reading what another wrote, in words. */
final class SchemaDifferences {

    private SchemaDifferences() {}

    /** Both ways, since a registry may ask for either; empty when each reads the other. */
    static List<String> between(Schema registered, Schema ours) {
        return Stream.concat(
                        unreadable(ours, registered).map(what -> "our schema cannot read the registered: " + what),
                        unreadable(registered, ours).map(what -> "the registered schema cannot read ours: " + what))
                .toList();
    }

    private static Stream<String> unreadable(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(difference -> difference.getMessage() + " at " + difference.getLocation());
    }
}
