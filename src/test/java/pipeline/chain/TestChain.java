package pipeline.chain;

import java.util.BitSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A published chain out of thin air: a hash is a branch's letter and the height. */
final class TestChain implements PublishedChain {

    private final NavigableMap<Integer, String> hashes = new TreeMap<>();
    private final BitSet stale = new BitSet();
    private Optional<String> work = Optional.empty();

    static String hash(char branch, long height) {
        return String.valueOf(branch).repeat(56) + "%08d".formatted(height);
    }

    TestChain with(int from, int to, char branch) {
        for (int height = from; height <= to; height++) {
            hashes.put(height, hash(branch, height));
            stale.clear(height);
        }
        return this;
    }

    TestChain stale(int from, int to) {
        for (int height = from; height <= to; height++) {
            hashes.remove(height);
            stale.set(height);
        }
        return this;
    }

    TestChain work(long value) {
        work = Optional.of("%064x".formatted(value));
        return this;
    }

    @Override
    public void refresh() {
        // always up to date
    }

    @Override
    public Optional<String> network() {
        return Optional.of("regtest");
    }

    @Override
    public OptionalInt lowest() {
        return hashes.isEmpty() ? OptionalInt.empty() : OptionalInt.of(hashes.firstKey());
    }

    @Override
    public OptionalInt highest() {
        return hashes.isEmpty() ? OptionalInt.empty() : OptionalInt.of(hashes.lastKey());
    }

    @Override
    public Optional<String> hashAt(long height) {
        return Optional.ofNullable(hashes.get((int) height));
    }

    @Override
    public Optional<String> work() {
        return work;
    }

    @Override
    public BitSet heights() {
        BitSet heights = new BitSet();
        hashes.keySet().forEach(heights::set);
        return heights;
    }

    @Override
    public BitSet staleHeights() {
        return (BitSet) stale.clone();
    }
}
