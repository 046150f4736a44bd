package pipeline;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.CompositeTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.TimeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.action.Action;
import org.apache.logging.log4j.core.appender.rolling.action.DeleteAction;
import org.apache.logging.log4j.core.appender.rolling.action.Duration;
import org.apache.logging.log4j.core.appender.rolling.action.IfFileName;
import org.apache.logging.log4j.core.appender.rolling.action.IfLastModified;
import org.apache.logging.log4j.core.appender.rolling.action.PathCondition;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;

/**
 * Files of the log, rolled by day and size.
 *
 * @param json whether each line is a JSON object in the Elastic Common Schema
 */
record LogFile(Configuration configuration, Path directory, boolean json, Set<String> secrets) {

    /** Loggers of what only an ingesting process does. */
    static final Pattern OF_INGEST = Pattern.compile(
            "(lead-ingest|iterate-heights|take-ranges|make-records|(poll|hear|copy|fetch|ask|call|encode|publish)-[a-z0-9-]+"
                    + "|pipeline\\.(bitcoin|zmq)\\..*|pipeline\\.chain\\.(Heights|Reorgs|SharedRanges|TakenRanges|ReplacedRecords|ChainIdentity|PrunedHeights))");

    /** Loggers of what only an archiving or compacting process does. */
    static final Pattern OF_ARCHIVE = Pattern.compile(
            "((archive|start-archive|find|check|mend|remove|take-up|compact|lead-compact|write-tables|read)(-[a-z-]+)?"
                    + "|pipeline\\.(hdfs|tables)\\..*|pipeline\\.chain\\.Archive.*)");

    private static final String TEXT = "%d{ISO8601} %-5level %-20.20c{1} [%t] %msg%n%throwable";
    private static final String SIZE = "100 MB";
    private static final String KEPT = "P30D";

    /** @param others loggers of what this file is not about */
    Appender appender(String name, Pattern others) {
        return RollingFileAppender.newBuilder()
                .setName(name)
                .setConfiguration(configuration)
                .withFileName(directory.resolve(name + ".log").toString())
                .withFilePattern(directory.resolve(name) + "-%d{yyyy-MM-dd}-%i.log.gz")
                .withPolicy(CompositeTriggeringPolicy.createPolicy(
                        TimeBasedTriggeringPolicy.newBuilder().build(), SizeBasedTriggeringPolicy.createPolicy(SIZE)))
                .withStrategy(DefaultRolloverStrategy.newBuilder()
                        .withConfig(configuration)
                        .withFileIndex("nomax")
                        .withCustomActions(new Action[] {deleteOld(name)})
                        .build())
                .setLayout(new MaskedLayout(layout(), secrets))
                .setFilter(new Without(others))
                .build();
    }

    private Layout<?> layout() {
        if (json) {
            return JsonTemplateLayout.newBuilder()
                    .setConfiguration(configuration)
                    .setEventTemplateUri("classpath:EcsLayout.json")
                    .build();
        }
        return PatternLayout.newBuilder()
                .withConfiguration(configuration)
                .withPattern(TEXT)
                .build();
    }

    private DeleteAction deleteOld(String name) {
        PathCondition[] conditions = {
            IfFileName.createNameCondition(name + "-*.log.gz", null),
            IfLastModified.createAgeCondition(Duration.parse(KEPT))
        };
        return DeleteAction.createDeleteAction(
                directory.toString(), false, 1, false, null, conditions, null, configuration);
    }

    /** Lets all pass but what certain loggers say. */
    private static final class Without extends AbstractFilter {

        private final Pattern loggers;

        Without(Pattern loggers) {
            super(Filter.Result.NEUTRAL, Filter.Result.DENY);
            this.loggers = loggers;
        }

        @Override
        public Result filter(LogEvent event) {
            return loggers.matcher(event.getLoggerName()).matches() ? onMismatch : onMatch;
        }
    }
}
