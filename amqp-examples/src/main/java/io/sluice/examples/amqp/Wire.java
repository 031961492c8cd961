package io.sluice.examples.amqp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.security.SaslFrameBody;
import org.apache.qpid.proton.amqp.transport.FrameBody;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.engine.impl.ProtocolTracer;
import org.apache.qpid.proton.engine.impl.TransportImpl;
import org.apache.qpid.proton.framing.TransportFrame;

/**
 * A socket around the Proton-J engine, driven by the calling thread: nothing is sent or received except in
 * {@link #runUntil}. Not thread-safe.
 */
final class Wire implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TICK_MILLIS = 20;

    private final Socket socket;
    private final Transport transport = Proton.transport();
    private final Connection connection = Proton.connection();
    private final Session session;
    private final byte[] received = new byte[64 * 1024];

    private Wire(Socket socket, AmqpAddress address, Consumer<String> frames) {
        this.socket = socket;
        Sasl sasl = transport.sasl();
        sasl.client();
        sasl.plain(address.user(), address.password());
        ((TransportImpl) transport).setProtocolTracer(new FrameTracer(frames));
        connection.setContainer("settlement-on-the-wire");
        connection.setHostname(address.host());
        transport.bind(connection);
        connection.open();
        session = connection.session();
        session.open();
    }

    /** Connects, logs in and opens a session; every frame is shown to {@code frames} as text. */
    static Wire connect(AmqpAddress address, Consumer<String> frames) throws IOException {
        Wire wire = new Wire(new Socket(address.host(), address.port()), address, frames);
        try {
            wire.socket.setSoTimeout(TICK_MILLIS);
            wire.runUntil(() -> wire.session.getRemoteState() == EndpointState.ACTIVE, "the broker opened no session");
        } catch (IOException e) {
            wire.socket.close();
            throw e;
        }
        return wire;
    }

    Session session() {
        return session;
    }

    /** Sends and receives until the condition holds; an error with this complaint if that takes ten seconds. */
    void runUntil(BooleanSupplier condition, String complaint) throws IOException {
        if (!runUntil(condition, PATIENCE)) {
            throw new IOException(complaint);
        }
    }

    /** Sends and receives until the condition holds, which is the result, or the time is over. */
    boolean runUntil(BooleanSupplier condition, Duration time) throws IOException {
        long deadline = System.nanoTime() + time.toNanos();
        write();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            read();
            write();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            connection.close();
            runUntil(() -> connection.getRemoteState() == EndpointState.CLOSED, Duration.ofSeconds(1));
        }
    }

    private void write() throws IOException {
        for (int pending = transport.pending(); pending > 0; pending = transport.pending()) {
            byte[] bytes = new byte[pending];
            transport.head().get(bytes);
            socket.getOutputStream().write(bytes);
            transport.pop(pending);
        }
    }

    private void read() throws IOException {
        int length;
        try {
            length = socket.getInputStream().read(received);
        } catch (SocketTimeoutException e) {
            return;
        }
        if (length < 0) {
            throw new IOException("the broker closed the connection: " + transport.getCondition());
        }
        ByteBuffer bytes = ByteBuffer.wrap(received, 0, length);
        while (bytes.hasRemaining()) {
            int chunk = Math.min(transport.capacity(), bytes.remaining());
            if (chunk <= 0) {
                throw new IOException("the engine takes no more input: " + transport.getCondition());
            }
            transport.tail().put(received, bytes.position(), chunk);
            bytes.position(bytes.position() + chunk);
            transport.process();
        }
    }

    private record FrameTracer(Consumer<String> frames) implements ProtocolTracer {

        @Override
        public void receivedFrame(TransportFrame frame) {
            show("broker -> client  ", frame);
        }

        @Override
        public void sentFrame(TransportFrame frame) {
            show("client -> broker  ", frame);
        }

        @Override
        public void receivedSaslBody(SaslFrameBody body) {
            frames.accept("broker -> client  " + body);
        }

        private void show(String direction, TransportFrame frame) {
            FrameBody body = frame.getBody();
            if (body != null) {
                frames.accept(direction + body);
            }
        }
    }
}
