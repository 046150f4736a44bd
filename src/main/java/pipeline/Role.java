package pipeline;

/** What a process of the pipeline does; several processes may share a role. */
enum Role {
    /** Node to Kafka. */
    INGEST,
    /** Kafka to HDFS. */
    ARCHIVE,
    /** The archive's files to tables. */
    COMPACT,
    /** Kafka to whatever else is plugged in. */
    SINKS
}
