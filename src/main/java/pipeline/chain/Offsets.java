package pipeline.chain;

import org.apache.camel.Header;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** Commits the offset of the record a route has dealt with. */
public final class Offsets {

    /** Returns when Kafka has it; what fails leaves the record to be read again. */
    public void commit(@Header(KafkaConstants.MANUAL_COMMIT) KafkaManualCommit commit) {
        commit.commit();
    }
}
