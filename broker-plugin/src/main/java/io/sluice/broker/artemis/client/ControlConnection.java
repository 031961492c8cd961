package io.sluice.broker.artemis.client;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.json.JsonArray;
import org.apache.activemq.artemis.json.JsonNumber;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.json.JsonString;
import org.apache.activemq.artemis.json.JsonValue;
import org.apache.activemq.artemis.utils.JsonLoader;

/** Asks a running broker. Not thread-safe. */
public final class ControlConnection implements AutoCloseable {

    private static final String CONTROL_QUEUE = "sluice.control";
    private static final long LONGEST_ANSWER_MILLIS = 30_000;

    private final String url;
    private final ServerLocator locator;
    private final ClientSessionFactory factory;
    private final ClientSession session;
    private final SimpleString replies;

    private ControlConnection(
            String url,
            ServerLocator locator,
            ClientSessionFactory factory,
            ClientSession session,
            SimpleString replies) {
        this.url = url;
        this.locator = locator;
        this.factory = factory;
        this.session = session;
        this.replies = replies;
    }

    /** Connects and logs in. @param url as in {@code tcp://127.0.0.1:61616} */
    public static ControlConnection open(String url, String user, String password) throws ControlException {
        ServerLocator locator = null;
        try {
            locator = ActiveMQClient.createServerLocator(url);
            ClientSessionFactory factory = locator.createSessionFactory();
            ClientSession session = factory.createSession(
                    user, password, false, true, true, false, ActiveMQClient.DEFAULT_ACK_BATCH_SIZE);
            SimpleString replies = SimpleString.of("sluice-cli-" + UUID.randomUUID());
            session.createQueue(QueueConfiguration.of(replies)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(false)
                    .setTemporary(true));
            session.start();
            return new ControlConnection(url, locator, factory, session, replies);
        } catch (Exception e) {
            if (locator != null) {
                locator.close();
            }
            throw new ControlException("The broker at " + url + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Sends a request and waits for the answer. */
    public ControlAnswer ask(String action, Map<String, ?> fields) throws ControlException {
        try (ClientProducer producer = session.createProducer(CONTROL_QUEUE);
                ClientConsumer consumer = session.createConsumer(replies)) {
            ClientMessage request = session.createMessage(false);
            request.putStringProperty("action", action);
            fields.forEach((name, value) -> request.putStringProperty(name, String.valueOf(value)));
            request.setReplyTo(replies);
            producer.send(request);
            ClientMessage answer = consumer.receive(LONGEST_ANSWER_MILLIS);
            if (answer == null) {
                throw new ControlException("The broker at " + url + " does not answer; does Sluice run in it?");
            }
            answer.acknowledge();
            SimpleString body = answer.getBodyBuffer().readNullableSimpleString();
            String json = body == null ? "{}" : body.toString();
            return new ControlAnswer(
                    answer.getStringProperty("status"), json, object(JsonLoader.readObject(new StringReader(json))));
        } catch (ActiveMQException e) {
            throw new ControlException("The broker at " + url + " could not be asked: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> object(JsonObject json) {
        Map<String, Object> members = new LinkedHashMap<>();
        json.forEach((name, value) -> {
            if (value.getValueType() != JsonValue.ValueType.NULL) {
                members.put(name, value(value));
            }
        });
        return members;
    }

    private static Object value(JsonValue json) {
        if (json instanceof JsonObject object) {
            return object(object);
        }
        if (json instanceof JsonArray array) {
            return List.copyOf(array.stream().map(ControlConnection::value).toList());
        }
        if (json instanceof JsonNumber number) {
            return number.isIntegral() ? number.longValue() : number.bigDecimalValue();
        }
        if (json instanceof JsonString text) {
            return text.getString();
        }
        return json.getValueType() == JsonValue.ValueType.TRUE;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (ActiveMQException e) {
            // the connection is gone, which is what is wanted here
        } finally {
            factory.close();
            locator.close();
        }
    }
}
