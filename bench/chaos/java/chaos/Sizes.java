package chaos;

/**
 * How much is to happen in a campaign, and how long it may take.
 *
 * @param kills SIGKILL, over all processes
 * @param faults others than kills and reorgs
 * @param heights of the node's chain at the end, at least
 * @param minutes in which it all has to happen, the check not counted
 */
record Sizes(int kills, int faults, int reorgs, int heights, int minutes) {

    /** From {@code chaos.kills}, {@code chaos.faults} and so on. */
    static Sizes ofProperties() {
        return new Sizes(
                Integer.getInteger("chaos.kills", 15),
                Integer.getInteger("chaos.faults", 10),
                Integer.getInteger("chaos.reorgs", 3),
                Integer.getInteger("chaos.heights", 250),
                Integer.getInteger("chaos.minutes", 5));
    }
}
