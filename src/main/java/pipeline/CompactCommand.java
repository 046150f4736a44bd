package pipeline;

import java.io.PrintStream;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.util.ObjectHelper;
import org.apache.kafka.common.KafkaException;
import pipeline.chain.ChainIndex;
import pipeline.chain.KafkaClients;
import pipeline.hdfs.HdfsComponent;
import pipeline.tables.Compaction;
import pipeline.tables.DayRange;

/**
 * {@code compact}: writes the tables of the days asked for, or of all that are due, and tells which ones have to wait. It needs
 * no lead: whoever writes a day writes the same bytes, and looks afterwards whether all of them are there.
 */
record CompactCommand(Settings settings, DayRange asked, PrintStream out) {

    private static final int ALL_WRITTEN = 0;
    private static final int SOME_LEFT = 1;

    /**
     * @return the exit status
     * @throws KafkaException when a topic is not there, or Kafka does not answer
     */
    int run(KafkaClients clients) throws Exception {
        Main main = new Main();
        main.setPropertyPlaceholderLocations("false");
        main.setOverrideProperties(settings.all());
        try (ChainIndex index = new ChainIndex(clients, settings.kafka().topic())) {
            main.addMainListener(new Steps(index));
            main.start();
            return run(main.getCamelContext());
        } finally {
            main.stop();
        }
    }

    private int run(CamelContext camel) {
        Compaction compaction = camel.getRegistry().lookupByNameAndType("compaction", Compaction.class);
        try {
            camel.createProducerTemplate().sendBody("direct:compact-due-days", null);
        } catch (CamelExecutionException e) {
            KafkaException kafka = ObjectHelper.getException(KafkaException.class, e);
            if (kafka != null) {
                throw kafka;
            }
            out.println("Cannot go on: " + CamelPipeline.rootMessage(e));
            return SOME_LEFT;
        }
        Map<LocalDate, String> waiting = new TreeMap<>(compaction.waiting());
        waiting.forEach((date, reason) -> out.println("Left " + date + ": " + reason));
        out.println("Days written: " + compaction.done() + ", left: " + waiting.size());
        return waiting.isEmpty() ? ALL_WRITTEN : SOME_LEFT;
    }

    private final class Steps extends MainListenerSupport {

        private final ChainIndex index;

        Steps(ChainIndex index) {
            this.index = index;
        }

        @Override
        public void beforeConfigure(BaseMainSupport main) {
            CamelContext camel = main.getCamelContext();
            ((PropertiesComponent) camel.getPropertiesComponent()).setEnvironmentVariableMode(0);
            main.configure().setStreamCachingEnabled(false);
            Wiring wiring = new Wiring(main, settings.routes());
            HdfsComponent hdfs = Assembly.hdfs(settings.archive());
            wiring.add("hdfs", hdfs);
            wiring.bind("retryLog", new RetryLog(wiring.metrics()));
            wiring.addYaml("retry");
            new CompactPart(settings.compact(), hdfs, index).addSteps(wiring, asked, () -> {});
            wiring.completeWithoutStart();
        }
    }
}
