package pipeline.zmq;

/** What an exchange of the {@code zmq:} component tells of. */
public enum ZmqEvent {
    /** A message has come: the body is the list of its frames. */
    MESSAGE,
    /** The publisher has been reached, so that messages come from now on; those before may be missing. */
    CONNECTED,
    /** The publisher cannot be reached, for the first time or any longer. */
    DISCONNECTED;

    /** The header that holds it. */
    public static final String HEADER = "zmqEvent";
}
