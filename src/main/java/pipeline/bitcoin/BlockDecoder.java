package pipeline.bitcoin;

import bitcoin.chain.Block;
import bitcoin.chain.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Makes a record of a raw block and proves on the way that the bytes are the block: its hash, proof of work, merkle root and
 * witness commitment. Holds no state, so threads may share one.
 */
public final class BlockDecoder {

    private final Network network;

    /** @param network decides the form of addresses, the lowest work and from which height on witnesses are expected */
    public BlockDecoder(Network network) {
        this.network = network;
    }

    /**
     * Decodes a block without what its inputs spend: their value, type and address are null, and so are the transactions'
     * input_value and fee.
     *
     * @param header what a node says of the block; its hash and previous hash are checked, height, median time and chain work
     *     are believed, all else is read from the bytes
     * @param raw the block as a node serves it, with witnesses
     * @throws BadBlockException when the bytes are not that block, whatever they are; says what was expected and what was found
     */
    public Block decode(BlockHeader header, byte[] raw) throws BadBlockException {
        return decodeChecked(header, raw, null);
    }

    /**
     * Decodes a block with what its inputs spend. Nothing in the block proves that these outputs are the right ones.
     *
     * @param spent a list for each transaction with an output for each input, in order; the coinbase's is empty
     * @throws BadBlockException also when these lists do not fit the transactions
     * @see #decode(BlockHeader, byte[])
     */
    public Block decode(BlockHeader header, byte[] raw, List<List<SpentOutput>> spent) throws BadBlockException {
        return decodeChecked(header, raw, Objects.requireNonNull(spent));
    }

    /**
     * Decodes bytes that {@link #decode} has refused, to show in which they differ from the block: proves nothing but that they
     * have the form of one.
     *
     * @param header as there; its hash is not looked at
     * @return the record with the hash of the header's bytes
     * @throws BadBlockException when the bytes have not the form of a block
     */
    public Block read(BlockHeader header, byte[] raw) throws BadBlockException {
        DoubleSha256 sha = new DoubleSha256();
        ByteReader reader = new ByteReader(raw);
        HeaderBytes headerBytes = HeaderBytes.read(raw, reader, sha);
        int count = reader.countFromOne(TransactionDecoder.SMALLEST, "transactions");
        List<Transaction> transactions = transactions(raw, reader, new TransactionHashes(count), sha, count, null);
        reader.expectEnd();
        return block(header, headerBytes, raw.length, transactions);
    }

    /** @param spent null where it was not asked for */
    private Block decodeChecked(BlockHeader header, byte[] raw, List<List<SpentOutput>> spent)
            throws BadBlockException {
        try {
            DoubleSha256 sha = new DoubleSha256();
            ByteReader reader = new ByteReader(raw);
            HeaderBytes headerBytes = HeaderBytes.read(raw, reader, sha);
            headerBytes.expect(header);
            ProofOfWork.check(headerBytes, network);

            int count = reader.countFromOne(TransactionDecoder.SMALLEST, "transactions");
            expectSpent(spent, count);
            TransactionHashes hashes = new TransactionHashes(count);
            List<Transaction> transactions = transactions(raw, reader, hashes, sha, count, spent);
            reader.expectEnd();
            hashes.expectRoot(headerBytes.merkleRoot(), sha);
            WitnessCommitment.check(network, header.height(), transactions, hashes, sha);
            return block(header, headerBytes, raw.length, transactions);
        } catch (BadBlockException e) {
            throw new BadBlockException(
                    "Block " + header.hash() + " at height " + header.height() + ": " + e.getMessage());
        }
    }

    private List<Transaction> transactions(
            byte[] raw,
            ByteReader reader,
            TransactionHashes hashes,
            DoubleSha256 sha,
            int count,
            List<List<SpentOutput>> spent)
            throws BadBlockException {
        TransactionDecoder decoder = new TransactionDecoder(raw, reader, hashes, network, sha);
        List<Transaction> transactions = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            transactions.add(decoder.next(index, spent == null ? null : spent.get(index)));
        }
        return transactions;
    }

    private static void expectSpent(List<List<SpentOutput>> spent, int transactions) throws BadBlockException {
        if (spent != null && spent.size() != transactions) {
            throw new BadBlockException(
                    "Expected spent outputs of " + transactions + " transactions, found them of " + spent.size());
        }
    }

    private static Block block(BlockHeader header, HeaderBytes bytes, long size, List<Transaction> transactions) {
        long witnessSize = 0;
        for (Transaction transaction : transactions) {
            witnessSize += (4 * transaction.getSize() - transaction.getWeight()) / 3;
        }
        long strippedSize = size - witnessSize;
        return new Block(
                bytes.hash(),
                header.height(),
                bytes.version(),
                bytes.previousHash(),
                bytes.merkleRoot(),
                bytes.time(),
                header.medianTime(),
                bytes.nonce(),
                bytes.target().text(),
                bytes.target().difficulty(),
                header.chainWork(),
                size,
                strippedSize,
                3 * strippedSize + size,
                transactions.size(),
                transactions.get(0).getInputs().get(0).getScriptHex().duplicate(),
                transactions);
    }
}
