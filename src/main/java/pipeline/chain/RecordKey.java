package pipeline.chain;

import org.apache.camel.Header;
import org.apache.camel.component.kafka.KafkaConstants;
import pipeline.avro.UndecodableRecordException;

/** The key of a record: its height, as decimal text. */
public final class RecordKey {

    /** @throws UndecodableRecordException when it is none */
    public long height(@Header(KafkaConstants.KEY) String key) throws UndecodableRecordException {
        if (key == null || !key.matches("\\d{1,9}")) {
            throw new UndecodableRecordException("The record's key is no height: " + key);
        }
        return Long.parseLong(key);
    }
}
