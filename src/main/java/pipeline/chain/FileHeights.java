package pipeline.chain;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which heights have a file in the archive, by the names that the pipeline gives; of which block it is a name does not tell. */
public final class FileHeights {

    private static final Pattern FILE = Pattern.compile("block_(0|[1-9]\\d{0,8})\\.json");

    private FileHeights() {}

    /** Reads the names one by one, so a million of them take no more than the set; other names are passed over. */
    public static BitSet of(Iterable<String> names) {
        BitSet heights = new BitSet();
        for (String name : names) {
            Matcher file = FILE.matcher(name);
            if (file.matches()) {
                heights.set(Integer.parseInt(file.group(1)));
            }
        }
        return heights;
    }
}
