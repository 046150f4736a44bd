package pipeline.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Whether Kafka allows what this process will do. Where the cluster has no authorizer nothing more is asked: a question about a
 * group or a transaction has a new broker make its internal topics.
 */
public record RightsCheck(Cluster cluster, List<NeededRight> needed) implements Check {

    /** Nobody's name: to have a stranger leave a group needs the right to read and changes nothing. */
    private static final String STRANGER = "camel-pipeline-check";

    @Override
    public String what() {
        return "Kafka rights";
    }

    @Override
    public String advice() {
        return "Look at the row of Kafka";
    }

    @Override
    public List<Row> look() throws InterruptedException {
        try {
            return isAuthorized() ? rows() : List.of(Row.ok(what(), "the brokers have no authorizer: all is allowed"));
        } catch (KafkaException e) {
            return List.of(Row.warn(what(), "not looked at: " + Checks.rootReason(e), advice()));
        }
    }

    /** Whether there is an authorizer; only some may ask it for its rules. */
    private boolean isAuthorized() throws InterruptedException {
        AclBindingFilter any = new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.TOPIC, needed.get(0).name(), PatternType.LITERAL),
                AccessControlEntryFilter.ANY);
        try {
            cluster.ask(admin -> admin.describeAcls(any).values());
            return true;
        } catch (SecurityDisabledException e) {
            return false;
        } catch (ClusterAuthorizationException e) {
            return true;
        }
    }

    private List<Row> rows() throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        for (NeededRight right : needed) {
            Optional<Set<AclOperation>> allowed = allowed(right);
            if (allowed.isEmpty()) {
                untold.add(right.name());
                continue;
            }
            Set<AclOperation> missing = EnumSet.copyOf(right.operations());
            missing.removeAll(allowed.get());
            if (!missing.isEmpty()) {
                rows.add(denied(right, missing));
            }
        }
        if (!untold.isEmpty()) {
            rows.add(Row.warn(
                    what(),
                    "cannot be told of topics that are not there: " + String.join(", ", untold),
                    "Have them made, then check again"));
        }
        if (rows.isEmpty()) {
            rows.add(Row.ok(what(), granted()));
        }
        return rows;
    }

    /** What we may do; empty where Kafka does not tell. */
    private Optional<Set<AclOperation>> allowed(NeededRight right) throws InterruptedException {
        try {
            return switch (right.type()) {
                case TOPIC -> ofTopic(right.name());
                case GROUP -> Optional.of(ofGroup(right.name()));
                default -> Optional.of(ofTransaction(right));
            };
        } catch (AuthorizationException e) {
            // not even to be described, which each other right implies
            return Optional.of(Set.of());
        }
    }

    private Optional<Set<AclOperation>> ofTopic(String topic) throws InterruptedException {
        DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        try {
            return Optional.of(cluster.ask(admin ->
                            admin.describeTopics(List.of(topic), options).allTopicNames())
                    .get(topic)
                    .authorizedOperations());
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private Set<AclOperation> ofGroup(String group) throws InterruptedException {
        DescribeConsumerGroupsOptions options = new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
        try {
            ConsumerGroupDescription found = cluster.ask(admin -> admin.describeConsumerGroups(List.of(group), options)
                            .all())
                    .get(group);
            return found.authorizedOperations();
        } catch (GroupIdNotFoundException e) {
            return ofGroupToBe(group);
        }
    }

    private Set<AclOperation> ofGroupToBe(String group) throws InterruptedException {
        RemoveMembersFromConsumerGroupOptions stranger =
                new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove(STRANGER)));
        try {
            cluster.ask(admin ->
                    admin.removeMembersFromConsumerGroup(group, stranger).all());
            return EnumSet.of(AclOperation.DESCRIBE, AclOperation.READ);
        } catch (UnknownMemberIdException | GroupIdNotFoundException e) {
            return EnumSet.of(AclOperation.DESCRIBE, AclOperation.READ);
        } catch (AuthorizationException e) {
            return EnumSet.of(AclOperation.DESCRIBE);
        }
    }

    /** Only the right to describe can be asked for: to try to write would put out the process that ingests. */
    private Set<AclOperation> ofTransaction(NeededRight right) throws InterruptedException {
        try {
            cluster.ask(
                    admin -> admin.describeTransactions(List.of(right.name())).all());
            return right.operations();
        } catch (TransactionalIdNotFoundException e) {
            return right.operations();
        }
    }

    private String granted() {
        boolean publishes = needed.stream().anyMatch(right -> right.type() == ResourceType.TRANSACTIONAL_ID);
        return "all that is needed of " + needed.size() + " topics, groups and transactions"
                + (publishes ? "; Write on the transactional id shows only when ingest begins" : "");
    }

    private Row denied(NeededRight right, Set<AclOperation> missing) {
        String operations = missing.stream().map(RightsCheck::called).collect(Collectors.joining(", "));
        String options = missing.stream()
                .map(operation -> " --operation " + called(operation))
                .collect(Collectors.joining());
        return Row.fail(
                what(),
                operations + " on " + called(right.type()) + " " + right.name() + " is not allowed",
                "kafka-acls.sh --bootstrap-server … --add --allow-principal User:…" + options + " --"
                        + called(right.type()).replace(' ', '-') + " " + right.name());
    }

    private static String called(ResourceType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** As {@code kafka-acls.sh} wants it. */
    private static String called(AclOperation operation) {
        StringBuilder name = new StringBuilder();
        for (String word : operation.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
