package pipeline.chain;

import bitcoin.chain.Block;
import org.apache.camel.Exchange;

/**
 * Notes which block an exchange is about. The same as {@code ${body.height}} and {@code ${body.hash}} would, but Camel takes the
 * hash code of whatever it asks for a property, and that of a block is made of all of it.
 */
public final class BlockProperties {

    public void note(Exchange exchange) {
        Block block = exchange.getMessage().getBody(Block.class);
        exchange.setProperty(DeadLetter.BLOCK_HEIGHT, block.getHeight());
        exchange.setProperty(DeadLetter.BLOCK_HASH, block.getHash());
    }
}
