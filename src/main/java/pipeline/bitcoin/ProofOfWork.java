package pipeline.bitcoin;

import java.math.BigInteger;

/** Whether a header's hash meets the target it names (Bitcoin Core, {@code CheckProofOfWork}). */
final class ProofOfWork {

    private ProofOfWork() {}

    static void check(HeaderBytes header, Network network) throws BadBlockException {
        BigInteger target = header.target().value();
        BigInteger highest = highestTarget(network).value();
        if (target.signum() == 0 || target.compareTo(highest) > 0) {
            throw new BadBlockException("Expected a target from 1 to " + highest.toString(16) + " on network "
                    + network.chain() + ", found bits " + header.target().text());
        }
        if (new BigInteger(header.hash(), 16).compareTo(target) > 0) {
            throw new BadBlockException(
                    "Expected a hash of at most " + target.toString(16) + " as proof of work, found " + header.hash());
        }
    }

    /** {@code powLimit} in {@code chainparams.cpp}, rounded down to what bits can say. */
    private static Target highestTarget(Network network) {
        return switch (network) {
            case MAIN, TEST, TESTNET4 -> new Target(0x1d00ffff);
            case SIGNET -> new Target(0x1e0377ae);
            case REGTEST -> new Target(0x207fffff);
        };
    }
}
