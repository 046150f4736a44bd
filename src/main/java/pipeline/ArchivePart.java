package pipeline;

import pipeline.avro.BlockFile;
import pipeline.avro.StaleFile;
import pipeline.chain.ArchiveGaps;
import pipeline.chain.ArchiveOffsets;
import pipeline.chain.ArchivedHeights;
import pipeline.chain.ChainIndex;
import pipeline.chain.ClosedLetter;
import pipeline.chain.DeadLetters;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.chain.TopicRecords;

/** Kafka to HDFS. */
record ArchivePart(
        Settings.Archive archive,
        KafkaClients clients,
        GroupProgress progress,
        ChainIndex chainIndex,
        DeadLetters deadLetters) {

    void addTo(Wiring wiring) {
        TopicRecords topicRecords = new TopicRecords(clients, progress.topic());
        wiring.bind("closedLetter", new ClosedLetter(deadLetters, topicRecords));
        wiring.bind("archivedHeights", new ArchivedHeights(chainIndex, topicRecords, progress));
        wiring.bind("blockFile", new BlockFile());
        wiring.bind("staleFile", new StaleFile());
        wiring.bind("archiveOffsets", new ArchiveOffsets(clients, progress, chainIndex));
        wiring.bind("archiveGaps", new ArchiveGaps(chainIndex, deadLetters, progress, wiring.metrics()));
        wiring.addYaml("archive-blocks", "take-up-records", "archive-record", "archive-block", "remove-block");
        wiring.addYaml(
                "archive-newer",
                "check-archive",
                "check-file",
                "mend-file",
                "start-archive",
                "find-gaps",
                "remove-leftovers");
        wiring.startWithRoute("check-archive");
        wiring.startWithRoute("start-archive");
        wiring.startRoute("take-up-records");
        wiring.startRoute("find-gaps");
        wiring.startRoute("remove-leftovers");
    }
}
