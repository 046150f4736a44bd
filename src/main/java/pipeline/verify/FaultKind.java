package pipeline.verify;

/** What can be wrong with an archive, with the words of the summary. */
public enum FaultKind {
    MISSING("heights without a file"),
    UNREADABLE("files that are not a block in JSON"),
    NAME("files of another height than their name says"),
    PROOF("files whose bytes do not prove the block"),
    FIELD("fields that the block's bytes contradict"),
    SPENDING("input values, fees or subsidies that do not add up"),
    LINK("parent links"),
    MEDIAN_TIME("median times"),
    CHAIN_WORK("chain works"),
    CANONICAL("blocks that are not the canonical one"),
    PREVOUT("inputs that do not say what they spend"),
    EXTRA("files that are none of the archive");

    private final String words;

    FaultKind(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
