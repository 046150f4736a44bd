package pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pipeline.bitcoin.Network;
import pipeline.chain.ChainIndex;
import pipeline.verify.ArchiveListing;
import pipeline.verify.ArchivedFile;
import pipeline.verify.HeightBounds;

/**
 * Of which network an archive is.
 *
 * @param set by a setting
 * @param node of which a node is
 */
record ArchiveNetwork(Optional<Network> set, Optional<ChainIndex> index, Optional<Network> node) {

    /**
     * What is set, else what the archive's own genesis block tells, else what the chain index or a node is of.
     *
     * @throws IllegalStateException when nothing tells, or the node is of another one
     */
    Network of(ArchiveContext archive, ArchiveListing listing) throws Exception {
        Network network = set.isPresent() ? set.get() : told(archive, listing);
        if (node.isPresent() && node.get() != network) {
            throw new IllegalStateException("The archive is of network " + network.chain() + ", the node of "
                    + node.get().chain() + " (bitcoin.rpc.url, verify.network)");
        }
        return network;
    }

    private Network told(ArchiveContext archive, ArchiveListing listing) throws Exception {
        return ofGenesis(archive, listing)
                .or(() -> index.flatMap(ChainIndex::network).map(ArchiveNetwork::named))
                .or(() -> node)
                .orElseThrow(() -> new IllegalStateException(
                        "Neither a genesis block, nor a chain index, nor a node tells of which network it is: set"
                                + " verify.network, such as --verify.network=main"));
    }

    private static Optional<Network> ofGenesis(ArchiveContext archive, ArchiveListing listing) throws Exception {
        List<ArchivedFile> genesis = new ArrayList<>();
        listing.files(new HeightBounds(0, 0), 1).forEachRemaining(genesis::addAll);
        return genesis.isEmpty()
                ? Optional.empty()
                : Network.ofGenesis(archive.hashes(List.of(genesis).iterator()).get(0));
    }

    private static Network named(String inIndex) {
        return inIndex.equals(IngestPart.SAMPLE) ? Network.REGTEST : Network.of(inIndex);
    }
}
