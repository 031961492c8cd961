package io.sluice.broker.contract;

import static io.sluice.broker.contract.OpenWireApplication.AT_ONCE;
import static io.sluice.broker.contract.OpenWireApplication.INDIVIDUAL_ACKNOWLEDGE;
import static io.sluice.broker.contract.OpenWireApplication.acknowledge;
import static io.sluice.broker.contract.OpenWireApplication.consumer;
import static io.sluice.broker.contract.OpenWireApplication.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenWire's failover transport. A connection with it remembers what it was sent, refuses to show it to its application a
 * second time, and tells the broker so in the words in which it tells that a message is poison.
 */
@Execution(ExecutionMode.CONCURRENT)
class OpenWireFailoverIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(300);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "over.#":
                visibilityTimeout: 1s
                redrivePolicy: { deadLetterQueue: failover-dlq, maxReceiveCount: 3 }
              "long.#": { visibilityTimeout: 30s }
              failover-dlq: { retention: 14d }
            """);

    private static final WorkerKind KIND =
            new WorkerKind(WorkerKind.Client.OPENWIRE, WorkerKind.Acknowledgement.INDIVIDUAL);

    private static OpenWireApplication application(String settings) throws JMSException {
        return OpenWireApplication.failover(BROKER, AT_ONCE + settings);
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE})
    void keepsAMessageWhoseSecondCopyTheConnectionRefuses(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "over");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 3);
            MessageConsumer consumer = consumer(application.session(mode), shop);
            Received held = receive(consumer);
            Workshop.letPass(TIMEOUT.multipliedBy(5).dividedBy(2));
            shop.assertCountStays(3);
            // When
            acknowledge(held);
            // Then
            acknowledge(receive(consumer));
            acknowledge(receive(consumer));
            assertThat(receive(consumer, GLANCE)).isEmpty();
            shop.awaitEmpty();
            assertThat(shop.deadLetters("failover-dlq")).isEmpty();
            assertThat(application.complaints()).isEmpty();
        }
    }

    @Test
    void givesAMessageThatTheConnectionRefusedToAnotherOne() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "over");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 3);
            MessageConsumer consumer = consumer(application.session(INDIVIDUAL_ACKNOWLEDGE), shop);
            Received held = receive(consumer);
            Workshop.letPass(TIMEOUT.multipliedBy(3).dividedBy(2));
            // When
            Worker other = shop.open(KIND);
            List<String> done = shop.finish(other, 3);
            // Then
            assertThat(done).containsExactly("m1#2", "m2#1", "m3#1");
            acknowledge(held);
            shop.awaitEmpty();
            assertThat(shop.deadLetters("failover-dlq")).isEmpty();
            shop.dismiss(other);
        }
    }

    @Test
    void givesAMessageToAColleagueOnTheSameConnectionOnceItsConsumerIsClosed() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "over");
                OpenWireApplication application = application("")) {
            // Given
            shop.send(KIND, "m1");
            MessageConsumer hung = consumer(application.session(INDIVIDUAL_ACKNOWLEDGE), shop);
            receive(hung);
            MessageConsumer colleague = consumer(application.session(INDIVIDUAL_ACKNOWLEDGE), shop);
            Optional<Received> early = receive(colleague, TIMEOUT.multipliedBy(2));
            // When
            hung.close();
            Received again = receive(colleague);
            // Then
            acknowledge(again);
            assertThat(early).isEmpty();
            assertThat(again.summary()).isEqualTo("m1#2");
            shop.awaitEmpty();
            assertThat(shop.deadLetters("failover-dlq")).isEmpty();
        }
    }

    @Test
    void givesAMessageToAColleagueAtOnceIfTheClientDoesNotCheck() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "over");
                OpenWireApplication application = application("&jms.checkForDuplicates=false")) {
            // Given
            shop.send(KIND, "m1");
            receive(consumer(application.session(INDIVIDUAL_ACKNOWLEDGE), shop));
            MessageConsumer colleague = consumer(application.session(INDIVIDUAL_ACKNOWLEDGE), shop);
            // When
            Received again = receive(colleague);
            // Then
            acknowledge(again);
            assertThat(again.summary()).isEqualTo("m1#2");
            shop.awaitEmpty();
        }
    }

    @Test
    void deletesWhatASlowListenerHasDone() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "over");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 3);
            List<String> seen = new CopyOnWriteArrayList<>();
            MessageConsumer consumer = consumer(application.session(Session.AUTO_ACKNOWLEDGE), shop);
            // When
            consumer.setMessageListener(message -> workTooLong(message, seen));
            // Then
            shop.awaitEmpty();
            assertThat(seen).extracting(summary -> summary.substring(0, 2)).containsExactly("m1", "m2", "m3");
            assertThat(shop.deadLetters("failover-dlq")).isEmpty();
        }
    }

    private static void workTooLong(Message message, List<String> seen) {
        try {
            Workshop.letPass(TIMEOUT.multipliedBy(3).dividedBy(2));
            seen.add(JmsClients.received(message).summary());
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void showsEveryMessageOnceMoreAfterALateCommitAndThenDeletesIt() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "over");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 4);
            Session session = application.session(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = consumer(session, shop);
            assertThat(receive(consumer).summary()).isEqualTo("m1#1");
            assertThat(receive(consumer).summary()).isEqualTo("m2#1");
            Workshop.letPass(TIMEOUT.multipliedBy(3).dividedBy(2));
            // When
            assertThatThrownBy(session::commit).isInstanceOf(JMSException.class);
            // Then
            for (String expected : List.of("m1#2", "m2#2", "m3#1", "m4#1")) {
                assertThat(receive(consumer).summary()).isEqualTo(expected);
                session.commit();
            }
            assertThat(receive(consumer, GLANCE)).isEmpty();
            shop.awaitEmpty();
            assertThat(shop.deadLetters("failover-dlq")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE})
    void goesOnOverANewConnection(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                OpenWireApplication application = application("&jms.checkForDuplicates=false")) {
            // Given
            shop.sendNumbered(KIND, 3);
            Session session = application.session(mode);
            MessageConsumer consumer = consumer(session, shop);
            Received held = receive(consumer);
            // When
            breakConnection(shop);
            settleQuietly(session, held);
            // Then
            while (BROKER.messageCount(shop.queue()) > 0) {
                receive(consumer, GLANCE).ifPresent(message -> settleQuietly(session, message));
            }
            shop.send(KIND, "last");
            Received last = receive(consumer);
            settleQuietly(session, last);
            assertThat(last.summary()).isEqualTo("last#1");
            shop.awaitEmpty();
        }
    }

    /** The broker loses the connection of the queue's consumer; the client connects again by itself. */
    private static void breakConnection(Workshop shop) {
        ServerSession consuming = BROKER.server().getSessions().stream()
                .filter(session -> session.getServerConsumers().stream()
                        .anyMatch(consumer ->
                                consumer.getQueue().getName().toString().equals(shop.queue())))
                .findFirst()
                .orElseThrow();
        consuming.getRemotingConnection().getTransportConnection().forceClose();
    }

    private static void settleQuietly(Session session, Received message) {
        try {
            if (session.getTransacted()) {
                session.commit();
            } else {
                acknowledge(message);
            }
        } catch (JMSException rolledBack) {
            assertThat(rolledBack).hasMessageContaining("failover");
        }
    }
}
