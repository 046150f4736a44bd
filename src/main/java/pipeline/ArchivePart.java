package pipeline;

import pipeline.avro.BlockJson;
import pipeline.avro.StaleFile;
import pipeline.chain.ChainIndex;
import pipeline.chain.ClosedLetter;
import pipeline.chain.DeadLetters;
import pipeline.chain.Offsets;
import pipeline.chain.TopicRecords;
import pipeline.hdfs.HdfsComponent;

/** Kafka to HDFS. */
record ArchivePart(
        Settings.Archive archive, ChainIndex chainIndex, TopicRecords topicRecords, DeadLetters deadLetters) {

    void addTo(Wiring wiring) {
        HdfsComponent hdfs = new HdfsComponent();
        hdfs.setUrl(archive.url());
        hdfs.setUser(archive.user());
        wiring.add("hdfs", hdfs);
        wiring.bind("chainIndex", chainIndex);
        wiring.bind("topicRecords", topicRecords);
        wiring.bind("closedLetter", new ClosedLetter(deadLetters, topicRecords));
        wiring.bind("blockJson", new BlockJson());
        wiring.bind("staleFile", new StaleFile());
        wiring.bind("offsets", new Offsets());
        wiring.addYaml("archive-blocks", "take-up-records", "archive-record", "archive-block", "remove-block");
        wiring.startRoute("archive-blocks");
        wiring.startRoute("take-up-records");
    }
}
