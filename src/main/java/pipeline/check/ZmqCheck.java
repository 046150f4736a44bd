package pipeline.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Whether somebody who speaks ZMQ listens where the node is to announce its blocks. Of what is announced there a publisher tells
 * nothing; the node does: {@link NodeCheck}.
 *
 * @param publisher {@code tcp://host:port}
 */
public record ZmqCheck(String publisher) implements Check {

    private static final int TIMEOUT_MILLIS = 4_000;

    /** With which each side begins, at once and unasked: 0xff, eight bytes, 0x7f (ZMTP 3.1, greeting). */
    private static final int SIGNATURE = 10;

    private static final int SIGNATURE_BEGIN = 0xff;
    private static final int SIGNATURE_END = 0x7f;

    private static final String NOT_ZMQ = "takes the connection, but does not speak ZMQ";

    @Override
    public String what() {
        return "ZMQ " + publisher;
    }

    @Override
    public String advice() {
        String port = publisher.substring(publisher.lastIndexOf(':') + 1);
        return "Set zmqpubhashblock=tcp://0.0.0.0:" + port
                + " in the node's bitcoin.conf and start it again, or correct bitcoin.zmq.url";
    }

    @Override
    public List<Row> look() {
        try (Socket socket = new Socket()) {
            socket.connect(address(), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            byte[] signature = socket.getInputStream().readNBytes(SIGNATURE);
            if (signature.length < SIGNATURE) {
                return List.of(Row.fail(what(), "takes the connection, but ends it at once", advice()));
            }
            boolean isZmq = (signature[0] & 0xff) == SIGNATURE_BEGIN && signature[SIGNATURE - 1] == SIGNATURE_END;
            return List.of(isZmq ? Row.ok(what(), "a publisher answers") : Row.fail(what(), NOT_ZMQ, advice()));
        } catch (UnknownHostException e) {
            return List.of(Row.fail(what(), "nobody knows that host", "Correct bitcoin.zmq.url"));
        } catch (SocketTimeoutException e) {
            return List.of(Row.fail(what(), "no answer within " + TIMEOUT_MILLIS / 1000 + " s", advice()));
        } catch (IOException e) {
            return List.of(Row.fail(what(), Checks.reason(e), advice()));
        }
    }

    private InetSocketAddress address() throws UnknownHostException {
        int colon = publisher.lastIndexOf(':');
        String host = publisher.substring("tcp://".length(), colon).replaceAll("[\\[\\]]", "");
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(publisher.substring(colon + 1)));
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        return address;
    }
}
