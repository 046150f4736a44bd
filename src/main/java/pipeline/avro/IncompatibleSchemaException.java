package pipeline.avro;

import java.util.List;

/** The schema registry refuses our schema beside those that it already has for the subject. */
public class IncompatibleSchemaException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<String> reasons;

    /** @param reasons why, in the registry's own words or, where it gave none, in Avro's; may be empty */
    public IncompatibleSchemaException(String message, List<String> reasons) {
        super(message + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons)));
        this.reasons = List.copyOf(reasons);
    }

    /** Why the schema was refused, in the registry's own words or, where it gave none, in Avro's; may be empty. */
    public List<String> reasons() {
        return reasons;
    }
}
