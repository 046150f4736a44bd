package pipeline.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import pipeline.chain.Topics;

/**
 * What a process must be allowed to do with something of Kafka's.
 *
 * @param name of the topic, group or transactional id
 */
public record NeededRight(ResourceType type, String name, Set<AclOperation> operations) {

    /** Every process looks the topics over. {@code Create} is asked of the broker where one is missing. */
    public static List<NeededRight> ofAll(String rawBlocks) {
        return Stream.of(
                        rawBlocks,
                        Topics.chain(rawBlocks),
                        Topics.ranges(rawBlocks),
                        Topics.reorgs(rawBlocks),
                        Topics.deadLetters(rawBlocks))
                .map(topic -> topic(topic, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS))
                .toList();
    }

    /** @param partitions of the shared ranges, each of which has transactions of its own */
    public static List<NeededRight> ofIngest(String rawBlocks, int partitions) {
        List<NeededRight> rights = new ArrayList<>(List.of(
                topic(rawBlocks, AclOperation.WRITE),
                topic(Topics.chain(rawBlocks), AclOperation.READ, AclOperation.WRITE),
                topic(Topics.ranges(rawBlocks), AclOperation.READ, AclOperation.WRITE),
                topic(Topics.reorgs(rawBlocks), AclOperation.WRITE),
                topic(Topics.deadLetters(rawBlocks), AclOperation.READ, AclOperation.WRITE),
                group(rawBlocks + ".ingest"),
                group(Topics.ranges(rawBlocks)),
                transactions(rawBlocks + ".ingest")));
        IntStream.range(0, partitions)
                .mapToObj(partition -> transactions(rawBlocks + ".ingest." + partition))
                .forEach(rights::add);
        return rights;
    }

    public static List<NeededRight> ofArchive(String rawBlocks) {
        return List.of(
                topic(rawBlocks, AclOperation.READ),
                topic(Topics.chain(rawBlocks), AclOperation.READ),
                topic(Topics.deadLetters(rawBlocks), AclOperation.READ, AclOperation.WRITE),
                group(rawBlocks + ".archive"),
                group(rawBlocks + ".archive.dead-letters"));
    }

    public static List<NeededRight> ofCompact(String rawBlocks) {
        return List.of(topic(Topics.chain(rawBlocks), AclOperation.READ), group(rawBlocks + ".compact"));
    }

    /** @param names of the sinks */
    public static List<NeededRight> ofSinks(String rawBlocks, Collection<String> names) {
        List<NeededRight> rights = new ArrayList<>(List.of(
                topic(rawBlocks, AclOperation.READ),
                topic(Topics.chain(rawBlocks), AclOperation.READ),
                topic(Topics.reorgs(rawBlocks), AclOperation.READ),
                topic(Topics.deadLetters(rawBlocks), AclOperation.READ, AclOperation.WRITE)));
        names.forEach(name -> rights.add(group(rawBlocks + ".sinks." + name)));
        return rights;
    }

    /** @param topic of the watched addresses, which is looked for and made by who sends to it */
    public static NeededRight ofWallet(String topic) {
        return topic(topic, AclOperation.DESCRIBE, AclOperation.WRITE);
    }

    /** One for each thing, with all that is needed of it. */
    public static List<NeededRight> together(Collection<NeededRight> rights) {
        Map<String, NeededRight> together = new LinkedHashMap<>();
        rights.forEach(right -> together.merge(right.type + " " + right.name, right, NeededRight::and));
        return new ArrayList<>(together.values());
    }

    private NeededRight and(NeededRight other) {
        Set<AclOperation> both = EnumSet.copyOf(operations);
        both.addAll(other.operations);
        return new NeededRight(type, name, both);
    }

    private static NeededRight topic(String name, AclOperation first, AclOperation... others) {
        return new NeededRight(ResourceType.TOPIC, name, EnumSet.of(first, others));
    }

    private static NeededRight transactions(String id) {
        return new NeededRight(
                ResourceType.TRANSACTIONAL_ID, id, EnumSet.of(AclOperation.DESCRIBE, AclOperation.WRITE));
    }

    private static NeededRight group(String name) {
        return new NeededRight(ResourceType.GROUP, name, EnumSet.of(AclOperation.DESCRIBE, AclOperation.READ));
    }
}
