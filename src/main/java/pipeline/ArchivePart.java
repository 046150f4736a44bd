package pipeline;

import pipeline.avro.BlockJson;
import pipeline.avro.StaleFile;
import pipeline.chain.ArchiveGaps;
import pipeline.chain.ArchiveOffsets;
import pipeline.chain.ChainIndex;
import pipeline.chain.DeadLetters;
import pipeline.chain.GroupProgress;
import pipeline.chain.KafkaClients;
import pipeline.chain.Offsets;
import pipeline.hdfs.HdfsComponent;

/** Kafka to HDFS. */
record ArchivePart(
        Settings.Archive archive,
        KafkaClients clients,
        GroupProgress progress,
        ChainIndex chainIndex,
        DeadLetters deadLetters) {

    void addTo(Wiring wiring) {
        HdfsComponent hdfs = new HdfsComponent();
        hdfs.setUrl(archive.url());
        hdfs.setUser(archive.user());
        wiring.add("hdfs", hdfs);
        wiring.bind("chainIndex", chainIndex);
        wiring.bind("blockJson", new BlockJson());
        wiring.bind("staleFile", new StaleFile());
        wiring.bind("offsets", new Offsets());
        wiring.bind("archiveOffsets", new ArchiveOffsets(clients, progress, chainIndex));
        wiring.bind("archiveGaps", new ArchiveGaps(chainIndex, deadLetters, progress, wiring.metrics()));
        wiring.addYaml("start-archive", "find-gaps", "archive-blocks", "archive-block", "remove-block");
        wiring.startBy("start-archive");
        wiring.startRoute("find-gaps");
    }
}
