package pipeline.chain;

/**
 * The heights asked for of a process that may stand by: then nobody here asks the node, and the chain index alone tells whether
 * they are done.
 *
 * @param led as the leader sees them
 * @param published as the chain index tells of them
 */
public record LedHeights(AskedHeights led, AskedHeights published, Leadership leadership) implements AskedHeights {

    @Override
    public boolean areDone() {
        return asked().areDone();
    }

    @Override
    public int deadLetters() {
        return asked().deadLetters();
    }

    private AskedHeights asked() {
        return leadership.standsBy() ? published : led;
    }
}
