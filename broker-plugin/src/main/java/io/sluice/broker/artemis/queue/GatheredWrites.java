package io.sluice.broker.artemis.queue;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.spi.core.remoting.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Has the messages that a queue delivers in one go written to the sockets together.
 *
 * <p>Artemis flushes after each message, and each flush wakes the thread of the connection and costs a system call
 * ({@code NettyConnection.write}). While a queue delivers, the flushes of its thread are held back here: until {@value #MOST} messages are
 * written or passed over, until a connection has so much to write that Artemis would not give it more, or until the queue has delivered
 * what it could.
 * Writes of other threads go as they did, and so do those of AMQP, which delivers on the thread of the connection, and of MQTT,
 * which Artemis writes from a handler of its own ({@code MQTTProtocolHandler.send}).
 *
 * <p>One for each queue, used by the thread that delivers.
 */
final class GatheredWrites {

    static final int MOST = 32;

    private static final String NAME = "sluice-gathered-writes";
    private static final ChannelHandler GATE = new Gate();
    private static final ThreadLocal<@Nullable GatheredWrites> DELIVERING = new ThreadLocal<>();

    private final List<ChannelHandlerContext> held = new ArrayList<>();
    private @Nullable ChannelHandlerContext latest;
    private int writes;

    /** Prepares a connection to a client; no effect on one that has been, nor on one inside this process. May be called by any thread. */
    static void on(Connection connection) {
        if (connection instanceof NettyConnection netty) {
            on(netty.getChannel().pipeline());
        }
    }

    /** The gate is passed on the thread that writes, before the thread of the connection is told. */
    static void on(ChannelPipeline pipeline) {
        synchronized (pipeline) {
            if (pipeline.get(NAME) == null) {
                pipeline.addLast(ImmediateEventExecutor.INSTANCE, NAME, GATE);
            }
        }
    }

    /** Carries out a delivery, and sees that all that it has written is on its way afterwards. */
    void during(Runnable delivery) {
        DELIVERING.set(this);
        try {
            delivery.run();
        } finally {
            DELIVERING.remove();
            flush();
        }
    }

    /** This thread has offered a message that was not taken. What it has written does not wait for the end of many that match no selector. */
    static void passedOver() {
        GatheredWrites delivering = DELIVERING.get();
        if (delivering != null && delivering.writes > 0) {
            delivering.count();
        }
    }

    private void hold(ChannelHandlerContext connection) {
        if (connection != latest) {
            latest = connection;
            if (!held.contains(connection)) {
                held.add(connection);
            }
        }
        if (connection.channel().isWritable()) {
            count();
        } else {
            flush();
        }
    }

    private void count() {
        if (++writes >= MOST) {
            flush();
        }
    }

    private void flush() {
        held.forEach(ChannelHandlerContext::flush);
        held.clear();
        latest = null;
        writes = 0;
    }

    @ChannelHandler.Sharable
    private static final class Gate extends ChannelOutboundHandlerAdapter {

        @Override
        public void flush(ChannelHandlerContext connection) {
            GatheredWrites delivering = DELIVERING.get();
            if (delivering == null) {
                connection.flush();
            } else {
                delivering.hold(connection);
            }
        }
    }
}
