package pipeline;

import java.net.URI;
import java.util.List;

/**
 * The servers of this run, the user's own or those in this process.
 *
 * @param nodes none where this process does not ingest
 * @param brokers Kafka's bootstrap servers
 * @param closing ends what runs in this process
 */
record Servers(List<URI> nodes, String brokers, List<Runnable> closing) {}
