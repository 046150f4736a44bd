package pipeline.chain;

import org.apache.camel.Body;

/** Finds a record that is too large before it is sent: in a transaction it would take the others down with it. */
public final class RecordSize {

    private final Topics topics;
    private final String topic;

    /** @param topic of the blocks */
    public RecordSize(Topics topics, String topic) {
        this.topics = topics;
        this.topic = topic;
    }

    /** @throws RecordTooLargeException naming size, limit and what to set */
    public void check(@Body byte[] value) throws RecordTooLargeException {
        int largest = topics.largestRecord(value.length);
        if (value.length > largest) {
            throw new RecordTooLargeException("The record has " + value.length + " bytes, topic " + topic + " takes "
                    + largest + ": raise its max.message.bytes");
        }
    }
}
