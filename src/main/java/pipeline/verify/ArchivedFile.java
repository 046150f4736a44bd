package pipeline.verify;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the archive that stands for a height by its name.
 *
 * @param name {@code block_<height>.json}, or the same with {@code .gz}
 */
public record ArchivedFile(String name, int height) {

    private static final Pattern NAME = Pattern.compile("block_(0|[1-9]\\d{0,7})\\.json(\\.gz)?");

    /** The file that a height has to have. */
    public static ArchivedFile at(int height) {
        return new ArchivedFile("block_" + height + ".json", height);
    }

    /** Empty where the name is none of a block. */
    public static Optional<ArchivedFile> of(String name) {
        Matcher file = NAME.matcher(name);
        return file.matches() ? Optional.of(new ArchivedFile(name, Integer.parseInt(file.group(1)))) : Optional.empty();
    }
}
