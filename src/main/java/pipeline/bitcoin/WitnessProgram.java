package pipeline.bitcoin;

/** A script of a version and 2 to 40 bytes, whose meaning the witness fills (BIP141; Bitcoin Core, {@code IsWitnessProgram}). */
final class WitnessProgram {

    private static final int OP_1 = 0x51;

    private WitnessProgram() {}

    static boolean matches(byte[] script) {
        return script.length >= 4
                && script.length <= 42
                && (script[0] == 0 || script[0] >= OP_1 && script[0] <= ScriptReader.OP_16)
                && script[1] == script.length - 2;
    }

    /** @param script one that {@link #matches} */
    static OutputScript describe(byte[] script, Network network) {
        int version = script[0] == 0 ? 0 : script[0] - OP_1 + 1;
        String type = type(version, script);
        if (type.equals(OutputScript.NONSTANDARD.type())) {
            return OutputScript.NONSTANDARD;
        }
        return new OutputScript(type, Bech32.encode(network.bech32Prefix(), version, script, 2));
    }

    private static String type(int version, byte[] script) {
        int length = script.length - 2;
        if (version == 0 && length == 20) {
            return "witness_v0_keyhash";
        }
        if (version == 0 && length == 32) {
            return "witness_v0_scripthash";
        }
        if (version == 0) {
            return OutputScript.NONSTANDARD.type();
        }
        if (version == 1 && length == 32) {
            return "witness_v1_taproot";
        }
        if (version == 1 && length == 2 && script[2] == 0x4e && script[3] == 0x73) {
            return "anchor";
        }
        return "witness_unknown";
    }
}
