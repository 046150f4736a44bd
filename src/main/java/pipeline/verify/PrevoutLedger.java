package pipeline.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Every output that is archived and every input that says what it spends, to be brought together when all are there: on disk,
 * so that memory does not grow with the chain. For one thread.
 */
final class PrevoutLedger {

    /** 16 MB of each; the whole of the main network are some thousand files. */
    private static final int MEMORY = 1 << 20;

    private static final int MOST_TOLD = 100;

    private final BucketFiles outputs;
    private final BucketFiles inputs;

    /**
     * @param outpoint as {@link PrevoutHashes#outpoint} hashes it
     * @param spentAt height of the input's block
     * @param createdAt height of the output's block
     */
    record Mismatch(long outpoint, int spentAt, int createdAt) {}

    /**
     * @param proven inputs that say of their output what it is
     * @param unproven inputs whose output is not archived
     * @param wrong inputs that say something else
     * @param mismatches the first hundred of these
     * @param heights of all of these
     */
    record Proof(long proven, long unproven, long wrong, List<Mismatch> mismatches, BitSet heights) {}

    PrevoutLedger(Path directory) {
        outputs = new BucketFiles(directory, "outputs", MEMORY);
        inputs = new BucketFiles(directory, "inputs", MEMORY);
    }

    void add(AuditedBlock block) throws IOException {
        outputs.add(block.created());
        inputs.add(block.spent());
    }

    /** Has all on disk; the numbers of files tell another ledger how far that is. */
    int[] flush() throws IOException {
        return new int[] {outputs.flush(), inputs.flush()};
    }

    /** Takes up what another ledger has on disk. */
    void reopen(int outputFiles, int inputFiles) throws IOException {
        outputs.reopen(outputFiles);
        inputs.reopen(inputFiles);
    }

    /** Brings all inputs and outputs together. */
    Proof prove() throws IOException {
        flush();
        Joining joining = new Joining();
        for (int bucket = 0; bucket < BucketFiles.BUCKETS; bucket++) {
            long[] spent = inputs.bucket(bucket);
            if (spent.length > 0) {
                joining.join(outputs.bucket(bucket), spent);
            }
        }
        return new Proof(joining.proven, joining.unproven, joining.wrong, joining.mismatches, joining.heights);
    }

    private static final class Joining {

        private final List<Mismatch> mismatches = new ArrayList<>();
        private final BitSet heights = new BitSet();
        private long proven;
        private long unproven;
        private long wrong;

        /** Open addressing: a slot has the place of an output, from 1; outputs under one outpoint stand behind each other. */
        void join(long[] outputs, long[] inputs) {
            int[] slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, outputs.length / 2)) << 2)];
            for (int output = 0; output < outputs.length; output += 2) {
                int slot = slot(outputs[output], slots.length);
                while (slots[slot] != 0) {
                    slot = slot + 1 & slots.length - 1;
                }
                slots[slot] = output + 1;
            }
            for (int input = 0; input < inputs.length; input += 2) {
                look(outputs, slots, inputs[input], inputs[input + 1]);
            }
        }

        private void look(long[] outputs, int[] slots, long outpoint, long claim) {
            int other = -1;
            for (int slot = slot(outpoint, slots.length); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
                int output = slots[slot] - 1;
                if (outputs[output] == outpoint && PrevoutHashes.sameClaim(outputs[output + 1], claim)) {
                    proven++;
                    return;
                }
                if (outputs[output] == outpoint) {
                    other = output;
                }
            }
            if (other < 0) {
                unproven++;
                return;
            }
            wrong++;
            heights.set(PrevoutHashes.height(claim));
            if (mismatches.size() < MOST_TOLD) {
                mismatches.add(
                        new Mismatch(outpoint, PrevoutHashes.height(claim), PrevoutHashes.height(outputs[other + 1])));
            }
        }

        // the upper bits are the bucket's
        private static int slot(long outpoint, int slots) {
            return (int) outpoint & slots - 1;
        }
    }
}
