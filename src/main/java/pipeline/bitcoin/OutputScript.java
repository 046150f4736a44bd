package pipeline.bitcoin;

/**
 * What a locking script is, exactly as Bitcoin Core 28 says in {@code scriptPubKey} ({@code Solver}, {@code ScriptToUniv}). Every
 * script has a type: a malformed one is {@code nonstandard}, not a fault.
 *
 * @param type Bitcoin Core's name
 * @param address in the network's form; null where Bitcoin Core gives none, so also for {@code pubkey}
 */
public record OutputScript(String type, String address) {

    static final OutputScript NONSTANDARD = new OutputScript("nonstandard", null);

    private static final OutputScript PUBLIC_KEY = new OutputScript("pubkey", null);
    private static final OutputScript MULTISIG = new OutputScript("multisig", null);
    private static final OutputScript NULL_DATA = new OutputScript("nulldata", null);

    private static final int OP_RETURN = 0x6a;
    private static final int OP_CHECKSIG = 0xac;

    /** @param script the locking script, any bytes */
    public static OutputScript of(byte[] script, Network network) {
        return of(script, network, new DoubleSha256());
    }

    static OutputScript of(byte[] script, Network network, DoubleSha256 sha) {
        if (isScriptHash(script)) {
            return new OutputScript("scripthash", Base58Check.encode(network.scriptHashVersion(), script, 2, sha));
        }
        if (WitnessProgram.matches(script)) {
            return WitnessProgram.describe(script, network);
        }
        if (script.length > 0 && at(script, 0) == OP_RETURN && new ScriptReader(script, 1).onlyPushesLeft()) {
            return NULL_DATA;
        }
        if (isPublicKey(script)) {
            return PUBLIC_KEY;
        }
        if (isPublicKeyHash(script)) {
            return new OutputScript("pubkeyhash", Base58Check.encode(network.publicKeyHashVersion(), script, 3, sha));
        }
        return Multisig.matches(script) ? MULTISIG : NONSTANDARD;
    }

    /** {@code OP_HASH160 <20 bytes> OP_EQUAL} (BIP16). */
    private static boolean isScriptHash(byte[] script) {
        return script.length == 23 && at(script, 0) == 0xa9 && at(script, 1) == 20 && at(script, 22) == 0x87;
    }

    /** {@code OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG}. */
    private static boolean isPublicKeyHash(byte[] script) {
        return script.length == 25
                && at(script, 0) == 0x76
                && at(script, 1) == 0xa9
                && at(script, 2) == 20
                && at(script, 23) == 0x88
                && at(script, 24) == OP_CHECKSIG;
    }

    /** {@code <33 or 65 bytes> OP_CHECKSIG}. */
    private static boolean isPublicKey(byte[] script) {
        int keyLength = script.length - 2;
        return keyLength > 0
                && at(script, 0) == keyLength
                && PublicKey.hasSize(keyLength, at(script, 1))
                && at(script, script.length - 1) == OP_CHECKSIG;
    }

    private static int at(byte[] script, int position) {
        return script[position] & 0xff;
    }
}
