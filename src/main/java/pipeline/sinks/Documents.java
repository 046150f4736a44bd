package pipeline.sinks;

import bitcoin.chain.Block;
import java.io.IOException;
import java.util.List;
import pipeline.avro.BlockJson;

/** The bean {@code documents}: a block as JSON documents, each with the field {@code _id}, for a document store. */
public final class Documents {

    private final BlockJson json = new BlockJson();

    /** The block without its transactions; its id is its height. */
    public String block(Block block) throws IOException {
        return withId(String.valueOf(block.getHeight()), json.summary(block));
    }

    /** The transactions, in the order of the block; the id of each is the block's height and its index there. */
    public List<String> transactions(Block block) {
        return new Transactions()
                .of(block).stream()
                        .map(transaction -> withId(
                                "{\"block_height\":" + transaction.blockHeight() + ",\"index\":" + transaction.index()
                                        + "}",
                                transaction.json()))
                        .toList();
    }

    private static String withId(String id, String json) {
        return "{\"_id\":" + id + "," + json.substring(1);
    }
}
