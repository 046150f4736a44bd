package pipeline.zmq;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.UncheckedZMQException;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Hears a publisher in a thread of its own, which alone touches the sockets, and reaches for it for ever. */
final class ZmqConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(ZmqConsumer.class);

    /** How often the thread looks whether it is to stop, in ms; a message wakes it at once. */
    private static final long LOOK = 200;

    /** Longest time for the thread to end, in s; a stop of the process has ten. */
    private static final long STOP = 2;

    /** In ms; the wait doubles with each connection that ends before a message has come. */
    private static final long FIRST_WAIT = 500;

    private static final long LONGEST_WAIT = 30_000;

    /** Bytes; more than any announcement, less than what would fill the memory. */
    private static final long LARGEST_FRAME = 1 << 20;

    private static final int KEEP_ALIVE_AFTER_SECONDS = 60;

    private static final String MONITOR = "inproc://monitor";

    private final ZmqEndpoint endpoint;
    private ExecutorService thread;
    private CountDownLatch stopping;
    private ZmqEvent told;
    private long wait;

    ZmqConsumer(ZmqEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        stopping = new CountDownLatch(1);
        thread = executors().newSingleThreadExecutor(this, endpoint.getEndpointUri());
        thread.execute(this::run);
    }

    @Override
    protected void doStop() throws Exception {
        // not by an interrupt, which JeroMQ would tell as a fault
        stopping.countDown();
        thread.shutdown();
        if (!thread.awaitTermination(STOP, TimeUnit.SECONDS)) {
            LOG.warn("The thread that hears {} has not ended within {} s", endpoint.publisher(), STOP);
        }
        executors().shutdownNow(thread);
        super.doStop();
    }

    private ExecutorServiceManager executors() {
        return endpoint.getCamelContext().getExecutorServiceManager();
    }

    private void run() {
        told = null;
        wait = FIRST_WAIT;
        do {
            try (ZContext context = new ZContext()) {
                context.setNotificationExceptionHandler((thread, e) -> LOG.debug("Fault in {}", thread.getName(), e));
                context.setUncaughtExceptionHandler(
                        (thread, e) -> LOG.warn("{} has ended: {}", thread.getName(), e.toString()));
                hear(context);
            } catch (UncheckedZMQException e) {
                // such as a host that nobody knows, or no file descriptor left
                LOG.debug("Cannot hear {}", endpoint.publisher(), e);
            }
        } while (isRunAllowed() && goOnAfterWait());
    }

    private boolean goOnAfterWait() {
        tell(ZmqEvent.DISCONNECTED);
        try {
            long now = wait;
            wait = Math.min(2 * wait, LONGEST_WAIT);
            return !stopping.await(now, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns when the connection has ended: after some faults JeroMQ would never reach for the publisher again. */
    private void hear(ZContext context) {
        ZMQ.Socket socket = context.createSocket(SocketType.SUB);
        socket.setMaxMsgSize(LARGEST_FRAME);
        // a machine that is gone says no good-bye
        socket.setTCPKeepAlive(1);
        socket.setTCPKeepAliveIdle(KEEP_ALIVE_AFTER_SECONDS);
        // only where it is asked for: of a name with both kinds of addresses it would be the only one tried
        socket.setIPv6(endpoint.publisher().contains("["));
        endpoint.topics().forEach(topic -> socket.subscribe(topic.getBytes(ZMQ.CHARSET)));
        socket.monitor(MONITOR, ZMQ.EVENT_HANDSHAKE_PROTOCOL | ZMQ.EVENT_DISCONNECTED | ZMQ.EVENT_CONNECT_RETRIED);
        ZMQ.Socket monitor = context.createSocket(SocketType.PAIR);
        monitor.connect(MONITOR);
        socket.connect(endpoint.publisher());
        ZMQ.Poller poller = context.createPoller(2);
        int connection = poller.register(monitor, ZMQ.Poller.POLLIN);
        int messages = poller.register(socket, ZMQ.Poller.POLLIN);
        while (isRunAllowed()) {
            poller.poll(LOOK);
            if (poller.pollin(connection)) {
                ZMQ.Event event = ZMQ.Event.recv(monitor, ZMQ.DONTWAIT);
                if (event.getEvent() != ZMQ.EVENT_HANDSHAKE_PROTOCOL) {
                    return;
                }
                tell(ZmqEvent.CONNECTED);
            }
            if (poller.pollin(messages)) {
                wait = FIRST_WAIT;
                send(ZmqEvent.MESSAGE, frames(socket));
            }
        }
    }

    private static List<byte[]> frames(ZMQ.Socket socket) {
        List<byte[]> frames = new ArrayList<>();
        do {
            frames.add(socket.recv());
        } while (socket.hasReceiveMore());
        return frames;
    }

    private void tell(ZmqEvent event) {
        if (event != told) {
            told = event;
            send(event, List.of());
        }
    }

    private void send(ZmqEvent event, List<byte[]> frames) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setHeader(ZmqEvent.HEADER, event);
        exchange.getMessage().setBody(frames);
        try {
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            getExceptionHandler().handleException("Cannot handle a message", exchange, exchange.getException());
        }
        releaseExchange(exchange, false);
    }
}
