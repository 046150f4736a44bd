package pipeline.chain;

/** The heights of a run with an end. */
public interface AskedHeights {

    /** Whether each of them is published or a dead letter. */
    boolean areDone();

    /** How many of them are dead letters. */
    int deadLetters();
}
