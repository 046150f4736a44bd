package pipeline.bitcoin;

/** New coins of a block (Bitcoin Core, {@code GetBlockSubsidy}). */
public final class Subsidy {

    private static final long FIRST = 50L * 100_000_000L;

    private Subsidy() {}

    /** The most that a coinbase may pay out beyond the fees of its block, in satoshi. */
    public static long at(Network network, long height) {
        long halvings = height / (network == Network.REGTEST ? 150 : 210_000);
        return halvings >= Long.SIZE ? 0 : FIRST >> halvings;
    }
}
