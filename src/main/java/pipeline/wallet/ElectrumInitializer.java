package pipeline.wallet;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.apache.camel.component.netty.ClientInitializerFactory;
import org.apache.camel.component.netty.DefaultClientInitializerFactory;
import org.apache.camel.component.netty.NettyProducer;

/** Begins each connection with what Electrum's protocol wants first: the question for the server's version. */
public final class ElectrumInitializer extends ClientInitializerFactory {

    /** Camel's own, which gets what the decoders make of the bytes. */
    private static final String PRODUCER = "handler";

    private final Electrum electrum;

    public ElectrumInitializer(Electrum electrum) {
        this.electrum = electrum;
    }

    @Override
    public ClientInitializerFactory createPipelineFactory(NettyProducer producer) {
        return new DefaultClientInitializerFactory(producer) {
            @Override
            protected void initChannel(Channel connection) throws Exception {
                super.initChannel(connection);
                connection.pipeline().addBefore(PRODUCER, "version", new VersionFirst());
            }
        };
    }

    @Override
    protected void initChannel(Channel connection) {
        throw new IllegalStateException("Only what createPipelineFactory makes has a producer's connections");
    }

    /** Holds back the first question until the version is known, then is gone. */
    private final class VersionFirst extends ChannelDuplexHandler {

        private Object question;
        private ChannelPromise asked;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            question = message;
            asked = promise;
            context.write(electrum.askVersion() + "\n");
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object answer) throws Exception {
            electrum.checkVersion((String) answer);
            context.writeAndFlush(question, asked);
            context.pipeline().remove(this);
        }
    }
}
