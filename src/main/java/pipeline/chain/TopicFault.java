package pipeline.chain;

import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;

/**
 * What is wrong with a topic.
 *
 * @param text begins with the topic and tells what it can cost
 * @param remedy what an operator can do, without a stop at its end
 */
public record TopicFault(Gravity gravity, String text, String remedy) {

    /** How bad it is. */
    public enum Gravity {
        /** To be known. */
        NOTED,
        /** Something can be lost. */
        LOSS,
        /** The pipeline does not start with it. */
        REFUSED
    }

    /** What the broker says to the wish to make it. */
    static TopicFault cannotBeMade(String topic, Throwable fault) {
        String text = "Topic " + topic + " is not there and cannot be made: " + fault.getMessage();
        if (fault instanceof AuthorizationException) {
            return new TopicFault(Gravity.REFUSED, text, "Allow Create on topic " + topic + ", or have it made");
        }
        return new TopicFault(
                Gravity.REFUSED,
                text,
                fault instanceof InvalidReplicationFactorException
                        ? "Set kafka.replication-factor to no more than there are brokers"
                        : "Correct kafka.partitions and kafka.replication-factor, or what the brokers' policy says of topics");
    }
}
