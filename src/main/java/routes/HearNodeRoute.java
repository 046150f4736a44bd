package routes;

import org.apache.camel.builder.RouteBuilder;
import pipeline.bitcoin.Announcement;
import pipeline.bitcoin.Announcements;
import pipeline.zmq.ZmqEvent;

/**
 * What a node announces saves waiting for the next poll, and nothing else hangs on it: it only calls for an iteration. Where
 * another process leads, nobody answers.
 */
public final class HearNodeRoute extends RouteBuilder {

    private final String publisher;
    private final int number;

    /**
     * @param publisher {@code tcp://host:port}
     * @param number among all publishers, from 0
     */
    public HearNodeRoute(String publisher, int number) {
        this.publisher = publisher;
        this.number = number;
    }

    /** The route's id. */
    public static String id(int number) {
        return "hear-node-" + number;
    }

    @Override
    public void configure() {
        Announcements announcements = new Announcements(publisher);
        // spotless:off
        from("zmq:" + publisher + "?topics=" + String.join(",", Announcement.TOPICS))
            .routeId(id(number))
            .description("Hears the node announce its blocks and calls for an iteration over the heights.")
            .autoStartup(false)
            .choice()
                .when(header(ZmqEvent.HEADER).isEqualTo(ZmqEvent.DISCONNECTED))
                    .bean(announcements, "tellThatItIsGone")
                .when(header(ZmqEvent.HEADER).isEqualTo(ZmqEvent.CONNECTED))
                    .bean(announcements, "tellThatItIsThere")
                    // whatever was announced meanwhile
                    .to(IterateHeightsRoute.CALL)
                .when(method(announcements, "callForIteration"))
                    .to(IterateHeightsRoute.CALL)
            .end();
        // spotless:on
    }
}
