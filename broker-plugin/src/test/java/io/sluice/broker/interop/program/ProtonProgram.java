package io.sluice.broker.interop.program;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.ConnectionOptions;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.ReceiverOptions;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 1.0 application with protonj2.
 *
 * <p>{@code accept} acknowledges, {@code modified} with delivery-failed fails a message; a request to
 * {@code sluice.control} extends the visibility timeout, or returns the message after a delay.
 */
public final class ProtonProgram implements Application {

    private final Client client = Client.create();
    private final Connection connection;
    private final String queue;
    private final Sender sender;
    private final Receiver receiver;
    private final Map<String, Delivery> deliveries = new HashMap<>();

    private ProtonProgram(int port, String queue) throws Exception {
        this.queue = queue;
        ConnectionOptions options = new ConnectionOptions().user("sluice").password("sluice");
        connection = client.connect("127.0.0.1", port, options);
        sender = connection.openSender(queue);
        receiver = connection.openReceiver(queue, new ReceiverOptions().autoAccept(false));
        receiver.openFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    public static void main(String[] arguments) throws Exception {
        LineProtocol.serve(Jars.versionOf(Client.class), ProtonProgram::new);
    }

    @Override
    public void send(Outgoing outgoing) throws ClientException {
        Message<String> message = Message.create(outgoing.body());
        message.messageId(UUID.randomUUID().toString()).durable(true);
        if (outgoing.group() != null) {
            message.groupId(outgoing.group());
        }
        if (outgoing.deduplicationId() != null) {
            message.property(Outgoing.DEDUPLICATION_ID, outgoing.deduplicationId());
        }
        sender.send(message).awaitSettlement(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public @Nullable Incoming receive(Duration patience) throws ClientException {
        Delivery delivery = receiver.receive(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (delivery == null) {
            return null;
        }
        String handle = String.valueOf(deliveries.size() + 1);
        deliveries.put(handle, delivery);
        Message<Object> message = delivery.message();
        Map<String, String> properties = new LinkedHashMap<>();
        message.forEachAnnotation((name, value) -> properties.put(name, String.valueOf(value)));
        message.forEachProperty((name, value) -> properties.put(name, String.valueOf(value)));
        int count = Math.toIntExact(message.deliveryCount()) + 1;
        return new Incoming(handle, String.valueOf(message.body()), count, properties);
    }

    @Override
    public void acknowledge(String handle) throws ClientException {
        deliveries.get(handle).accept();
    }

    @Override
    public void fail(String handle) throws ClientException {
        deliveries.get(handle).modified(true, false);
    }

    @Override
    public String extend(String handle, Duration visibilityTimeout) throws Exception {
        return changeVisibility(handle, Map.of("visibilityTimeout", visibilityTimeout.toSeconds()));
    }

    @Override
    public String retryLater(String handle, Duration delay) throws Exception {
        return changeVisibility(handle, Map.of("visibilityTimeout", 0L, "retryDelay", delay.toMillis()));
    }

    private String changeVisibility(String handle, Map<String, Long> fields) throws Exception {
        Object messageId = deliveries.get(handle).message().messageId();
        try (Receiver replies = connection.openDynamicReceiver();
                Sender control = connection.openSender("sluice.control")) {
            Message<String> request = Message.create("");
            request.replyTo(replies.openFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .address());
            request.correlationId(UUID.randomUUID().toString());
            request.property("action", "ChangeMessageVisibility");
            request.property("queue", queue);
            request.property("messageId", messageId);
            for (Map.Entry<String, Long> field : fields.entrySet()) {
                request.property(field.getKey(), field.getValue());
            }
            control.send(request);
            Delivery reply = replies.receive(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return reply == null ? "no reply" : String.valueOf(reply.message().property("status"));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
