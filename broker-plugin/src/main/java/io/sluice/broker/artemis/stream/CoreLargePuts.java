package io.sluice.broker.artemis.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.ServerSessionPacketHandler;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendContinuationMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendLargeMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendMessage_V3;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the pieces of a large message that a Core client puts into a stream, and hands the message on with its {@link HeldBody} when it is
 * whole. Artemis would write the pieces to a file, and the stream would read that again and delete it (ADR 43).
 *
 * <p>What is not to be held goes the way of Artemis, beginning with the pieces that are here already: a message that is larger than the
 * stream can take, any while too much is held, and those of clients that want packets confirmed.
 *
 * <p>Called by the threads of clients' connections; the packets of one connection come one after the other.
 */
final class CoreLargePuts implements Interceptor {

    private static final Logger LOGGER = LoggerFactory.getLogger(CoreLargePuts.class);
    private static final int NO_WINDOW = -1;

    private final ActiveMQServer server;
    private final ToLongFunction<SimpleString> mostBytes;
    private final Map<RemotingConnection, Map<Long, BegunPut>> begun = new ConcurrentHashMap<>();
    private final HeldBytes held;

    /**
     * @param mostBytes the largest body that may be held for an address, in bytes as Core sends it; 0 if it is not that of a
     *     stream, or none may be held now
     * @param held what is held of all that is not whole yet
     */
    CoreLargePuts(ActiveMQServer server, ToLongFunction<SimpleString> mostBytes, HeldBytes held) {
        this.server = server;
        this.mostBytes = mostBytes;
        this.held = held;
    }

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        byte type = packet.getType();
        if (type == PacketImpl.SESS_SEND_CONTINUATION) {
            return !take((SessionSendContinuationMessage) packet, connection);
        }
        if (type == PacketImpl.SESS_SEND_LARGE) {
            return !begin((SessionSendLargeMessage) packet, connection);
        }
        if (type == PacketImpl.SESS_CLOSE) {
            end(connection, packet.getChannelID());
        }
        return true;
    }

    /** @return whether it is taken, and kept from Artemis */
    private boolean begin(SessionSendLargeMessage packet, RemotingConnection connection) {
        end(connection, packet.getChannelID());
        long most = mostBytesOf(packet.getLargeMessage());
        Channel channel = most == 0 ? null : channelOf(packet, connection);
        if (channel == null) {
            return false;
        }
        begun.computeIfAbsent(connection, this::watch)
                .put(packet.getChannelID(), new BegunPut(packet, channel, most, held));
        if (connection.isDestroyed()) {
            endAll(connection);
        }
        return true;
    }

    private long mostBytesOf(Message message) {
        SimpleString address = message.getAddressSimpleString();
        boolean isRecord = message.isDurable()
                && message instanceof ICoreMessage core
                && core.getType() != Message.EMBEDDED_TYPE
                && core.getType() != Message.LARGE_EMBEDDED_TYPE;
        return isRecord && address != null ? mostBytes.applyAsLong(address) : 0;
    }

    /** That of a session whose client does not count packets; null if there is none. */
    private static @Nullable Channel channelOf(Packet packet, RemotingConnection connection) {
        if (!(connection instanceof CoreRemotingConnection core) || core.isVersionBeforeAsyncResponseChange()) {
            return null;
        }
        Channel channel = core.getChannel(packet.getChannelID(), NO_WINDOW);
        if (channel.getHandler() == null) {
            // asking for it made it
            core.removeChannel(packet.getChannelID());
        }
        return channel.getHandler() instanceof ServerSessionPacketHandler
                        && channel.getConfirmationWindowSize() == NO_WINDOW
                ? channel
                : null;
    }

    private Map<Long, BegunPut> watch(RemotingConnection connection) {
        connection.addCloseListener(() -> endAll(connection));
        return new ConcurrentHashMap<>();
    }

    private void endAll(RemotingConnection connection) {
        Map<Long, BegunPut> ended = begun.remove(connection);
        if (ended != null) {
            ended.values().forEach(BegunPut::end);
        }
    }

    /** What was begun in a session is no longer held for it. */
    private void end(RemotingConnection connection, long channel) {
        Map<Long, BegunPut> messages = begun.get(connection);
        BegunPut ended = messages == null ? null : messages.remove(channel);
        if (ended != null) {
            ended.end();
        }
    }

    /** @return whether it is taken, and kept from Artemis */
    private boolean take(SessionSendContinuationMessage piece, RemotingConnection connection) {
        Map<Long, BegunPut> messages = begun.get(connection);
        BegunPut message = messages == null ? null : messages.get(piece.getChannelID());
        if (message == null) {
            return false;
        }
        if (!message.take(piece)) {
            end(connection, piece.getChannelID());
            giveBack(message);
            return false;
        }
        if (!piece.isContinues()) {
            end(connection, piece.getChannelID());
            handOn(message, piece);
        }
        return true;
    }

    /** Artemis gets what it would have got. */
    private static void giveBack(BegunPut message) {
        message.forEachPacket(message.channel()::handlePacket);
    }

    private void handOn(BegunPut message, SessionSendContinuationMessage last) {
        ICoreMessage whole;
        try {
            whole = wholeOf(message, last);
        } catch (Exception e) {
            LOGGER.debug(
                    "a large message for {} is not held", message.beginning().getLargeMessage(), e);
            giveBack(message);
            return;
        }
        var packet = new SessionSendMessage_V3(whole, last.isRequiresResponse(), null, last.getSenderID());
        packet.setCorrelationID(last.getCorrelationID());
        packet.setChannelID(last.getChannelID());
        message.channel().handlePacket(packet);
    }

    /** As {@code ServerSessionPacketHandler} makes it. */
    private ICoreMessage wholeOf(BegunPut message, SessionSendContinuationMessage last) throws Exception {
        StorageManager storage = server.getStorageManager();
        LargeServerMessage whole = storage.createCoreLargeMessage(
                storage.generateID(), message.beginning().getLargeMessage());
        if (last.getMessageBodySize() >= 0) {
            whole.toMessage().putLongProperty(Message.HDR_LARGE_BODY_SIZE, last.getMessageBodySize());
        }
        HeldBody.give(whole, message.body());
        return (ICoreMessage) whole.toMessage();
    }
}
