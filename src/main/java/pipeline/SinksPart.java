package pipeline;

import pipeline.avro.BlockAvroDataFormat;
import pipeline.avro.BlockJson;
import pipeline.chain.ChainIndex;
import pipeline.chain.KafkaClients;
import pipeline.chain.Offsets;
import pipeline.chain.RecordKey;
import pipeline.chain.StaleBlocks;
import pipeline.chain.TopicRecords;
import pipeline.sinks.BlockPoints;
import pipeline.sinks.Documents;
import pipeline.sinks.Formats;
import pipeline.sinks.TransactionFilter;
import pipeline.sinks.Transactions;

/** What routes that read the blocks can use, the user's too; and the sinks that are switched on. */
record SinksPart(Settings settings, KafkaClients clients, ChainIndex chainIndex, BlockAvroDataFormat format) {

    void addTo(Wiring wiring) {
        TopicRecords topicRecords = new TopicRecords(clients, settings.kafka().topic());
        wiring.bind("chainIndex", chainIndex);
        wiring.bind("topicRecords", topicRecords);
        StaleBlocks staleBlocks = new StaleBlocks(clients, topicRecords, format);
        wiring.closeWithContext(staleBlocks);
        wiring.bind("staleBlocks", staleBlocks);
        wiring.bind("recordKey", new RecordKey());
        wiring.bind("offsets", new Offsets());
        wiring.bind("blockJson", new BlockJson());
        wiring.bind("transactions", new Transactions());
        wiring.bind("transactionFilter", new TransactionFilter());
        wiring.bind("formats", new Formats());
        wiring.bind("documents", new Documents());
        wiring.bind("blockPoints", new BlockPoints(chainIndex));
        wiring.addYaml("raw-blocks-source", "take-block", "take-newer");
        if (settings.watchesAddresses()) {
            wiring.addYaml("send-wallet-event");
        }
        settings.sinks().forEach(name -> wiring.addYaml("sinks/" + name));
    }
}
