package io.sluice.broker.stream.read;

import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.RunningBroker;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/** Puts records into the first or second of two shards of one size. */
final class Puts {

    private static final String SECOND = BigInteger.ONE.shiftLeft(127).toString();

    private Puts() {}

    /** Puts {@code prefix-shard-from} to {@code prefix-shard-(to - 1)}; stored when this returns. */
    static List<String> put(RunningBroker broker, String stream, int shard, String prefix, int from, int to) {
        List<String> bodies = IntStream.range(from, to)
                .mapToObj(i -> prefix + "-" + shard + "-" + i)
                .toList();
        try (Connection connection = JmsClients.connect(broker, Client.CORE);
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createTopic(stream))) {
            for (String body : bodies) {
                Message message = session.createTextMessage(body);
                message.setStringProperty("JMSXGroupID", "key-" + shard);
                message.setStringProperty("sluice_explicit_hash_key", shard == 0 ? "0" : SECOND);
                message.setStringProperty("parity", body.endsWith("0") || body.endsWith("2") ? "even" : "odd");
                producer.send(message);
            }
            session.commit();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
        return bodies;
    }
}
