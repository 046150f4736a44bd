package pipeline.bitcoin;

/** Walks over the operations of a script (Bitcoin Core, {@code GetScriptOp}). A script may be any bytes. */
final class ScriptReader {

    static final int OP_PUSHDATA1 = 0x4c;
    static final int OP_PUSHDATA4 = 0x4e;
    static final int OP_16 = 0x60;

    private final byte[] script;
    private int position;
    private int operation;
    private int dataStart;
    private int dataLength;

    ScriptReader(byte[] script, int start) {
        this.script = script;
        this.position = start;
    }

    /** Steps to the next operation; false at the end, and where the script ends within what the operation pushes. */
    boolean next() {
        if (position == script.length) {
            return false;
        }
        operation = script[position++] & 0xff;
        dataStart = position;
        dataLength = 0;
        if (operation > OP_PUSHDATA4) {
            return true;
        }
        long length = operation;
        if (operation >= OP_PUSHDATA1) {
            int lengthBytes = 1 << (operation - OP_PUSHDATA1);
            if (lengthBytes > script.length - position) {
                return false;
            }
            length = littleEndian(lengthBytes);
            dataStart = position + lengthBytes;
        }
        if (length > script.length - dataStart) {
            return false;
        }
        dataLength = (int) length;
        position = dataStart + dataLength;
        return true;
    }

    int position() {
        return position;
    }

    int operation() {
        return operation;
    }

    int dataLength() {
        return dataLength;
    }

    /** First byte the operation pushes. */
    int dataFirst() {
        return script[dataStart] & 0xff;
    }

    /** Whether nothing but pushes is left; also {@code OP_RESERVED} counts as one ({@code CScript::IsPushOnly}). */
    boolean onlyPushesLeft() {
        while (position < script.length) {
            if (!next() || operation > OP_16) {
                return false;
            }
        }
        return true;
    }

    private long littleEndian(int length) {
        long value = 0;
        for (int next = length - 1; next >= 0; next--) {
            value = value << 8 | script[position + next] & 0xff;
        }
        return value;
    }
}
