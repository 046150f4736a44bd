package pipeline.verify;

/**
 * Something in the archive that is not as it has to be.
 *
 * @param file its name; of a height without a file, the name that is missing
 * @param height as the file's name says; −1 for a file whose name says none
 * @param text what was expected and what was found
 */
public record Fault(FaultKind kind, String file, int height, String text) {

    static Fault of(FaultKind kind, ArchivedFile file, String text) {
        return new Fault(kind, file.name(), file.height(), text);
    }

    static Fault of(FaultKind kind, ArchivedFile file, String field, Object expected, Object found) {
        return of(kind, file, field + ": expected " + expected + ", found " + found);
    }

    /** One line for a person. */
    @Override
    public String toString() {
        return file + (height < 0 ? "" : ", height " + height) + ": " + text;
    }
}
