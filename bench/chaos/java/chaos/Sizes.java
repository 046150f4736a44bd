package chaos;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much is to happen in a campaign, and how long it may take.
 *
 * @param kills SIGKILL, over all processes
 * @param faults others than kills and reorgs
 * @param heights of the node's chain at the end, at least
 * @param minutes in which it all has to happen; coming to rest and the check may take less than two more
 */
record Sizes(int kills, int faults, int reorgs, int heights, int minutes) {

    /** From {@code chaos.kills}, {@code chaos.faults} and so on. */
    static Sizes ofProperties() {
        return new Sizes(
                Integer.getInteger("chaos.kills", 7),
                Integer.getInteger("chaos.faults", 5),
                Integer.getInteger("chaos.reorgs", 3),
                Integer.getInteger("chaos.heights", 240),
                Integer.getInteger("chaos.minutes", 3));
    }

    /** What makes the same campaign of this seed again: the sizes, and whatever else is set. */
    String options(long seed) {
        Map<String, String> options = new TreeMap<>(Map.of(
                "chaos.kills", String.valueOf(kills),
                "chaos.faults", String.valueOf(faults),
                "chaos.reorgs", String.valueOf(reorgs),
                "chaos.heights", String.valueOf(heights),
                "chaos.minutes", String.valueOf(minutes)));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("chaos."))
                .forEach(name -> options.put(name, System.getProperty(name)));
        options.put("chaos.seeds", String.valueOf(seed));
        return options.entrySet().stream()
                .map(option -> "-D" + option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(" "));
    }
}
