package pipeline.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import pipeline.bitcoin.BadBlockException;
import pipeline.bitcoin.BlockHeader;
import pipeline.bitcoin.ChainInfo;
import pipeline.bitcoin.Node;
import pipeline.bitcoin.NodeCall;
import pipeline.bitcoin.NodeDialect;
import pipeline.bitcoin.NodeException;
import pipeline.bitcoin.NodeQuestion;
import pipeline.bitcoin.SpentOutput;

/** A node with a chain out of thin air, as {@link TestChain} has it. */
final class TestNode implements Node {

    private final TestChain chain;
    private final long work;
    private final Map<String, BlockHeader> others = new HashMap<>();
    private long headers;
    private int calls;

    TestNode(TestChain chain, long work) {
        this.chain = chain;
        this.work = work;
        this.headers = tip();
    }

    /** Knows a block besides those of its chain: a stale one, or one that it has only the header of. */
    TestNode knows(String hash, long itsWork) {
        others.put(hash, header(hash, itsWork, -1));
        return this;
    }

    /** Has headers up to there, and still fetches their blocks. */
    TestNode withHeadersTo(long height) {
        headers = height;
        return this;
    }

    ChainInfo chainInfo() {
        return new ChainInfo("regtest", tip(), chain.hashAt(tip()).orElseThrow(), digits(work), headers, 0);
    }

    int calls() {
        return calls;
    }

    @Override
    public <T> T ask(NodeQuestion<T> question) throws NodeException, BadBlockException {
        calls++;
        return question.in(new Answers()).reader().read(null);
    }

    private int tip() {
        return chain.highest().orElseThrow();
    }

    private BlockHeader header(String hash, long itsWork, long confirmations) {
        long height = Long.parseLong(hash.substring(56));
        String previous = chain.hashAt(height - 1).orElse(null);
        return new BlockHeader(hash, height, previous, 0, 0, 1, digits(itsWork), 1, confirmations);
    }

    private static String digits(long number) {
        return "%064x".formatted(number);
    }

    private final class Answers implements NodeDialect {

        @Override
        public NodeCall<ChainInfo> chainInfo() {
            return says(TestNode.this.chainInfo());
        }

        @Override
        public NodeCall<List<String>> hashes(long from, int count) {
            return says(LongStream.range(from, from + count)
                    .mapToObj(chain::hashAt)
                    .flatMap(Optional::stream)
                    .toList());
        }

        @Override
        public NodeCall<List<BlockHeader>> headers(List<String> hashes, int count) {
            return says(hashes.stream()
                    .map(hash -> TestNode.this.header(hash, 0, 1))
                    .toList());
        }

        @Override
        public NodeCall<Optional<BlockHeader>> header(String hash) {
            return says(Optional.ofNullable(others.get(hash)));
        }

        @Override
        public NodeCall<byte[]> rawBlock(String hash) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NodeCall<List<List<SpentOutput>>> spentOutputs(String hash) {
            throw new UnsupportedOperationException();
        }

        private static <T> NodeCall<T> says(T answer) {
            return new NodeCall<>(null, none -> answer);
        }
    }
}
