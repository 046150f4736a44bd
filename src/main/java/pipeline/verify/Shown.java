package pipeline.verify;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** A value of a record as a fault shows it: as in the JSON, bytes and lists shortened. */
final class Shown {

    private static final int BYTES = 40;

    private Shown() {}

    static String of(Object value) {
        if (value instanceof List<?> list) {
            return list.size() + " items";
        }
        return value instanceof ByteBuffer bytes ? hex(bytes) : String.valueOf(value);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] start = new byte[Math.min(BYTES, bytes.remaining())];
        bytes.duplicate().get(start);
        return HexFormat.of().formatHex(start)
                + (start.length < bytes.remaining() ? "… (" + bytes.remaining() + " bytes)" : "");
    }
}
