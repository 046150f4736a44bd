package pipeline.wallet;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.bitcoin.Address;
import pipeline.bitcoin.Network;
import pipeline.chain.ChainIndex;

/** What the blocks do to the watched addresses. */
public final class WalletActivity {

    private static final int OUT_OF_THE_CHAIN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(WalletActivity.class);

    private final AtomicBoolean saysWhatIsMissing = new AtomicBoolean();
    private final List<Address> watched;
    private final Set<String> texts;
    private final ChainIndex chainIndex;

    /** @param addresses comma-separated */
    public WalletActivity(String addresses, ChainIndex chainIndex) {
        watched = Address.list(addresses);
        texts = watched.stream().map(Address::text).collect(Collectors.toSet());
        this.chainIndex = chainIndex;
    }

    /**
     * Of blocks that have left the chain first, then of the one that stands there now.
     *
     * @param block null where the height is gone
     * @throws IllegalArgumentException when an address can never occur, being of another network
     */
    public List<WalletEvent> events(@Body Block block, @ExchangeProperty("staleBlocks") List<Block> stale) {
        requireNetwork();
        return Stream.concat(
                        stale.stream().flatMap(gone -> events(gone, OUT_OF_THE_CHAIN)),
                        Stream.ofNullable(block).flatMap(now -> events(now, confirmations(now))))
                .toList();
    }

    /** At least one: amid a reorg the published chain is shorter for a moment. */
    private int confirmations(Block block) {
        int height = (int) block.getHeight();
        return Math.max(chainIndex.highest().orElse(height) - height, 0) + 1;
    }

    private Stream<WalletEvent> events(Block block, int confirmations) {
        boolean lacksPrevouts = block.getTransactions().stream()
                .anyMatch(transaction -> !transaction.getIsCoinbase() && transaction.getInputValue() == null);
        if (lacksPrevouts && !saysWhatIsMissing.getAndSet(true)) {
            LOG.warn(
                    "The blocks do not say what they spend: a transaction that only spends from a watched address is not seen."
                            + " Set bitcoin.prevouts=required, and a node that has them");
        }
        return block.getTransactions().stream().flatMap(transaction -> touched(transaction).stream()
                .map(address -> event(block, transaction, address, confirmations)));
    }

    private Set<String> touched(Transaction transaction) {
        return Stream.concat(
                        transaction.getOutputs().stream().map(output -> output.getAddress()),
                        transaction.getInputs().stream().map(Input::getAddress))
                .filter(Objects::nonNull)
                .filter(texts::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static WalletEvent event(Block block, Transaction transaction, String address, int confirmations) {
        long received = transaction.getOutputs().stream()
                .filter(output -> address.equals(output.getAddress()))
                .mapToLong(output -> output.getValue())
                .sum();
        return new WalletEvent(
                block.getHeight(),
                block.getHash(),
                block.getTimestamp(),
                transaction.getHash(),
                transaction.getIndex(),
                address,
                received,
                sent(transaction, address),
                confirmations);
    }

    private static Long sent(Transaction transaction, String address) {
        if (transaction.getIsCoinbase()) {
            return 0L;
        }
        if (transaction.getInputValue() == null) {
            return null;
        }
        return transaction.getInputs().stream()
                .filter(input -> address.equals(input.getAddress()))
                .mapToLong(Input::getValue)
                .sum();
    }

    private void requireNetwork() {
        // the embedded sample chain has a name that is none of Bitcoin Core's
        Optional<Network> network = chainIndex.network().flatMap(name -> Arrays.stream(Network.values())
                .filter(known -> known.chain().equals(name))
                .findFirst());
        for (Address address : watched) {
            if (network.isPresent() && !address.networks().contains(network.get())) {
                throw new IllegalArgumentException("The blocks are of the network "
                        + network.get().chain() + ", the address " + address.text() + " (wallet.addresses) is not");
            }
        }
    }
}
