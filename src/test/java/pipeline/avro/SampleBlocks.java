package pipeline.avro;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Made-up blocks that use every field of the record; none of them is a block of any chain. */
final class SampleBlocks {

    static final String HASH = "00000000000000000001a2b3c4d5e6f700000000000000000001a2b3c4d5e6f7";
    static final long UNSIGNED_MAXIMUM = 0xffffffffL;

    private SampleBlocks() {}

    /** A coinbase and a transaction that spends, with nulls and without, and the extremes of every number. */
    static Block small() {
        return block(170, HASH, List.of(coinbase(), payment()));
    }

    /** A block without parent, with an empty coinbase script and no further transaction. */
    static Block genesis() {
        return block(0, null, List.of(coinbase()));
    }

    /** About as many transactions and bytes as a block of the main network has; the same at every call. */
    static Block large(int transactions) {
        Random random = new Random(transactions);
        List<Transaction> all = new ArrayList<>();
        all.add(coinbase());
        for (int index = 1; index < transactions; index++) {
            all.add(usualPayment(random, index));
        }
        return block(800_000, HASH, all);
    }

    static Block block(long height, String previousHash, List<Transaction> transactions) {
        return new Block(
                HASH,
                height,
                Integer.MIN_VALUE,
                previousHash,
                "f".repeat(64),
                UNSIGNED_MAXIMUM,
                1_231_006_505L,
                UNSIGNED_MAXIMUM,
                "1d00ffff",
                4.656542373906925e-10,
                "0".repeat(60) + "abcd",
                1_381_836L,
                871_432L,
                3_996_132L,
                transactions.size(),
                bytes("03a1b2c3"),
                transactions);
    }

    static Transaction coinbase() {
        Input input = new Input(
                0,
                null,
                null,
                bytes("04ffff001d0104"),
                UNSIGNED_MAXIMUM,
                List.of(bytes("00".repeat(32))),
                null,
                null,
                null);
        Output output = new Output(0, 5_000_000_000L, bytes("41" + "04".repeat(65) + "ac"), "pubkey", null);
        return new Transaction(
                "a".repeat(64),
                "b".repeat(64),
                0,
                1L,
                134L,
                134L,
                536L,
                0L,
                true,
                List.of(input),
                List.of(output),
                1,
                1,
                null,
                5_000_000_000L,
                null);
    }

    private static Transaction payment() {
        Input spent = new Input(
                0,
                "a".repeat(64),
                UNSIGNED_MAXIMUM,
                bytes(""),
                0L,
                List.of(bytes(""), bytes("30440220ff"), bytes("02" + "7f".repeat(32))),
                2_100_000_000_000_000L,
                "witness_v0_keyhash",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
        Input withoutPrevout =
                new Input(1, "c".repeat(64), 0L, bytes("00ff80"), 4_294_967_293L, List.of(), null, null, null);
        Output data = new Output(0, 0L, bytes("6a"), "nulldata", null);
        Output payment = new Output(
                1,
                2_099_999_999_999_000L,
                bytes("76a914" + "12".repeat(20) + "88ac"),
                "pubkeyhash",
                "1BoatSLRHtKNngkdXEeobR76b53LETtpyT");
        return new Transaction(
                "d".repeat(64),
                "e".repeat(64),
                1,
                UNSIGNED_MAXIMUM,
                Long.MAX_VALUE,
                1L,
                4L,
                UNSIGNED_MAXIMUM,
                false,
                List.of(spent, withoutPrevout),
                List.of(data, payment),
                2,
                2,
                2_100_000_000_000_000L,
                2_099_999_999_999_000L,
                Long.MIN_VALUE);
    }

    private static Transaction usualPayment(Random random, int index) {
        List<Input> inputs = List.of(usualInput(random, 0), usualInput(random, 1));
        List<Output> outputs = List.of(usualOutput(random, 0), usualOutput(random, 1));
        return new Transaction(
                HexFormat.of().formatHex(randomBytes(random, 32)),
                HexFormat.of().formatHex(randomBytes(random, 32)),
                index,
                2L,
                372L,
                209L,
                834L,
                800_000L,
                false,
                inputs,
                outputs,
                2,
                2,
                123_456_789L,
                123_450_000L,
                6_789L);
    }

    private static Input usualInput(Random random, int index) {
        return new Input(
                index,
                HexFormat.of().formatHex(randomBytes(random, 32)),
                (long) random.nextInt(5),
                bytes(""),
                4_294_967_293L,
                List.of(ByteBuffer.wrap(randomBytes(random, 72)), ByteBuffer.wrap(randomBytes(random, 33))),
                61_728_394L + random.nextInt(1000),
                "witness_v0_keyhash",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    }

    private static Output usualOutput(Random random, int index) {
        return new Output(
                index,
                61_720_000L + random.nextInt(1000),
                ByteBuffer.wrap(randomBytes(random, 22)),
                "witness_v0_keyhash",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    }

    static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
