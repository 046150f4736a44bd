package pipeline;

import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import pipeline.avro.BlockJson;
import pipeline.chain.ChainIndex;
import pipeline.chain.Leadership;
import pipeline.hdfs.HdfsComponent;
import pipeline.tables.Compaction;
import pipeline.tables.DayFiles;
import pipeline.tables.DayFooters;
import pipeline.tables.DayRange;
import pipeline.tables.PublishedDays;
import routes.LeadCompactRoute;

/** The archive's files to tables. */
record CompactPart(Settings.Compact settings, HdfsComponent hdfs, ChainIndex chainIndex) {

    /** For a process that compacts for as long as it runs, unless another does. */
    void addTo(Wiring wiring, Leadership leadership) {
        CamelContext camel = wiring.camel();
        addSteps(wiring, DayRange.ALL, () -> {
            // a day may take a minute; a stop must not wait for it
            if (camel.isStopping()) {
                throw new RejectedExecutionException("The pipeline is stopping");
            }
            leadership.require();
        });
        wiring.bind("compactLeadership", leadership);
        wiring.addYaml("compact-days");
        wiring.add(new LeadCompactRoute());
        wiring.startRoute("lead-compact");
    }

    /**
     * What compacts when it is called.
     *
     * @param turn throws where this process is not to go on
     */
    Compaction addSteps(Wiring wiring, DayRange asked, Runnable turn) {
        Compaction compaction = new Compaction(
                new PublishedDays(chainIndex, settings.rule(), asked),
                new DayFooters(hdfs, settings.directory()),
                settings.checkInterval());
        wiring.bind("compaction", compaction);
        wiring.bind("dayFiles", new DayFiles(hdfs, settings.directory(), chainIndex, new BlockJson(), turn));
        wiring.addYaml("compact-due-days", "remove-tables", "compact-day", "write-tables", "read-block");
        return compaction;
    }
}
