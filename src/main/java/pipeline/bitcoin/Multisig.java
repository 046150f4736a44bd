package pipeline.bitcoin;

/** Bare multisig: {@code m key … key n OP_CHECKMULTISIG} (Bitcoin Core, {@code MatchMultisig}). */
final class Multisig {

    private static final int OP_1 = 0x51;
    private static final int OP_CHECKMULTISIG = 0xae;
    private static final int MOST_KEYS = 20;
    private static final int NO_NUMBER = -1;

    private Multisig() {}

    static boolean matches(byte[] script) {
        if (script.length == 0 || (script[script.length - 1] & 0xff) != OP_CHECKMULTISIG) {
            return false;
        }
        ScriptReader reader = new ScriptReader(script, 0);
        int required = number(reader, reader.next());
        if (required == NO_NUMBER) {
            return false;
        }
        int keys = 0;
        boolean whole = reader.next();
        while (whole && isPublicKey(reader)) {
            keys++;
            whole = reader.next();
        }
        return number(reader, whole) == keys && keys >= required && reader.position() + 1 == script.length;
    }

    private static boolean isPublicKey(ScriptReader reader) {
        return reader.dataLength() > 0 && PublicKey.hasSize(reader.dataLength(), reader.dataFirst());
    }

    /**
     * A number from 1 to 20 ({@code GetScriptNumber}): up to 16 as an operation, above as one byte pushed; each longer form is
     * not minimal.
     */
    private static int number(ScriptReader reader, boolean whole) {
        if (!whole) {
            return NO_NUMBER;
        }
        int operation = reader.operation();
        if (operation >= OP_1 && operation <= ScriptReader.OP_16) {
            return operation - OP_1 + 1;
        }
        if (operation == 1 && reader.dataFirst() > 16 && reader.dataFirst() <= MOST_KEYS) {
            return reader.dataFirst();
        }
        return NO_NUMBER;
    }
}
