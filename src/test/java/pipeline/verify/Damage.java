package pipeline.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** What can happen to an archive, one thing at a time, with what {@code verify} has to say of it. */
public enum Damage {
    A_DELETED_FILE(List.of(57), "block_57.json, height 57: expected a file, found none") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.delete(57);
        }
    },
    THE_DELETED_TIP_OF_A_GIVEN_RANGE(List.of(183), "block_183.json, height 183: expected a file, found none") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.delete(TestArchive.TIP);
        }
    },
    A_GAP(List.of(57), "block_57.json, height 57: expected a file for each height up to 59, found none") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.delete(57);
            archive.delete(58);
            archive.delete(59);
        }
    },
    A_TRUNCATED_FILE(
            List.of(57), "block_57.json, height 57: expected a block in JSON, found: Not a block in JSON, line 1") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.truncate(57);
        }
    },
    A_CHANGED_DIGIT_OF_A_SCRIPT(
            List.of(Heights.SPENDING),
            "Expected transactions with merkle root",
            "transactions/1/hash: expected",
            "transactions/1/witness_hash: expected") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(
                    Heights.SPENDING,
                    block -> changeDigit((ObjectNode) block.at("/transactions/1/outputs/0"), "script_hex"));
        }
    },
    TWO_SWAPPED_FILES(
            List.of(150, 151),
            "block_150.json, height 150: height: expected 150, found 151",
            "block_151.json, height 151: height: expected 151, found 150") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.swap(150, 151);
        }
    },
    AN_OUTPUT_OF_A_SATOSHI_MORE(
            List.of(Heights.SPENDING),
            "Expected transactions with merkle root",
            "transactions/1/output_value: expected") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(Heights.SPENDING, block -> add(block, "/transactions/1/outputs/0", "value", 1));
        }
    },
    AN_INPUT_OF_A_SATOSHI_MORE(
            List.of(Heights.SPENDING),
            "transactions/1/input_value: expected",
            "transactions/1/fee: expected",
            "transactions/1/inputs/0 of ") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(Heights.SPENDING, block -> add(block, "/transactions/1/inputs/0", "value", 1));
        }
    },
    AN_INPUT_OF_A_SATOSHI_MORE_WITH_ALL_SUMS_RIGHT(List.of(Heights.SPENDING), "transactions/1/inputs/0 of ") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(Heights.SPENDING, block -> {
                add(block, "/transactions/1/inputs/0", "value", 1);
                add(block, "/transactions/1", "input_value", 1);
                add(block, "/transactions/1", "fee", 1);
            });
        }
    },
    INPUTS_THAT_NO_LONGER_SAY_WHAT_THEY_SPEND(
            List.of(Heights.SPENDING), "transactions: expected a fee in all ", " that spend, or in none, found ") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(Heights.SPENDING, block -> {
                ObjectNode transaction = (ObjectNode) block.at("/transactions/1");
                transaction.putNull("input_value").putNull("fee");
                transaction.get("inputs").forEach(input -> ((ObjectNode) input)
                        .putNull("value")
                        .putNull("type")
                        .putNull("address"));
            });
        }
    },
    A_CHANGED_WITNESS(
            List.of(Heights.SPENDING),
            "Expected witnesses that hash to the commitment",
            "transactions/1/witness_hash: expected") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(Heights.SPENDING, block -> {
                ArrayNode witness = (ArrayNode) block.at("/transactions/1/inputs/0/witness");
                witness.set(0, TextNode.valueOf(changed(witness.get(0).asText())));
            });
        }
    },
    A_FALSE_ADDRESS(List.of(Heights.SPENDING), "transactions/1/outputs/0/address: expected") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(Heights.SPENDING, block -> ((ObjectNode) block.at("/transactions/1/outputs/0"))
                    .put("address", "bcrt1q"));
        }
    },
    A_FALSE_DIFFICULTY(
            List.of(120), "block_120.json, height 120: difficulty: expected 4.656542373906925E-10, found 1.0") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(120, block -> block.put("difficulty", 1.0));
        }
    },
    A_FALSE_MEDIAN_TIME(List.of(120), "block_120.json, height 120: median_time: expected") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(120, block -> add(block, "", "median_time", 1));
        }
    },
    A_FALSE_CHAIN_WORK(List.of(120), "block_120.json, height 120: chain_work: expected") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.edit(120, block -> block.put("chain_work", "0".repeat(63) + "1"));
        }
    },
    THE_STALE_TIP(List.of(183), "block_183.json, height 183: previous_block_hash: expected") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.replaceByFork(183);
        }
    },
    STALE_BLOCKS_BELOW_THE_TIP(List.of(183), "block_183.json, height 183: previous_block_hash: expected") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            archive.replaceByFork(181);
            archive.replaceByFork(182);
        }
    },
    AN_EXTRA_FILE(List.of(), "notes.txt: expected block_<height>.json and nothing else in the folder") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            Files.writeString(archive.folder().resolve("notes.txt"), "not a block");
        }
    },
    A_BLOCK_UNDER_A_WRONG_NAME(
            List.of(), "block_0057.json: expected block_<height>.json and nothing else in the folder") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            Files.copy(archive.file(57), archive.folder().resolve("block_0057.json"));
        }
    },
    A_BLOCK_UNDER_THE_NAME_OF_A_HEIGHT_THAT_NO_BLOCK_HAS(
            List.of(999), "block_999.json, height 999: height: expected 999, found 57") {
        @Override
        public void doTo(TestArchive archive) throws IOException {
            Files.copy(archive.file(57), archive.file(999));
        }
    };

    /** In a class of its own, since constants of an enum come before its fields. */
    private static final class Heights {
        /** Its second transaction spends a witness_v0_keyhash. */
        private static final int SPENDING = TestArchive.heightSpending("witness_v0_keyhash");
    }

    private final List<Integer> heights;
    private final List<String> faults;

    Damage(List<Integer> heights, String... faults) {
        this.heights = heights;
        this.faults = List.of(faults);
    }

    public abstract void doTo(TestArchive archive) throws IOException;

    /** Heights whose files are to be named, and no others. */
    public List<Integer> heights() {
        return heights;
    }

    /** Parts of the lines that name it. */
    public List<String> faults() {
        return faults;
    }

    private static void add(ObjectNode block, String at, String field, long more) {
        ObjectNode object = (ObjectNode) block.at(at);
        object.put(field, object.get(field).asLong() + more);
    }

    private static void changeDigit(ObjectNode object, String field) {
        object.put(field, changed(object.get(field).asText()));
    }

    /** With another last digit. */
    private static String changed(String hex) {
        return hex.substring(0, hex.length() - 1) + (hex.endsWith("0") ? "1" : "0");
    }
}
