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
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only OpenWire clients do: deliver again by themselves, give up by a policy of their own, fetch one by one. */
@Execution(ExecutionMode.CONCURRENT)
class OpenWireIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(300);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "long.#": { visibilityTimeout: 30s }
              "tx.#": { visibilityTimeout: 1s }
              "often.#":
                visibilityTimeout: 30s
                redrivePolicy: { deadLetterQueue: openwire-dlq, maxReceiveCount: 10 }
              "twice.#":
                visibilityTimeout: 30s
                redrivePolicy: { deadLetterQueue: openwire-dlq, maxReceiveCount: 2 }
              "working.#":
                visibilityTimeout: 1s
                maxInFlightPerConsumer: auto
                redrivePolicy: { deadLetterQueue: openwire-dlq, maxReceiveCount: 2 }
              openwire-dlq: { retention: 14d }
            """);

    private static final WorkerKind KIND =
            new WorkerKind(WorkerKind.Client.OPENWIRE, WorkerKind.Acknowledgement.INDIVIDUAL);

    private static OpenWireApplication application(String settings) throws JMSException {
        return OpenWireApplication.plain(BROKER, AT_ONCE + settings);
    }

    private static void failLast(Session session) throws JMSException {
        if (session.getTransacted()) {
            session.rollback();
        } else {
            session.recover();
        }
    }

    private static void settleLast(Session session, Received message) throws JMSException {
        if (session.getTransacted()) {
            session.commit();
        } else {
            acknowledge(message);
        }
    }

    // ---- the client delivers again --------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE})
    void countsEveryReceiveAsTheClientShowsIt(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "often");
                OpenWireApplication application = application("")) {
            // Given
            shop.send(KIND, "m1", "m2");
            Session session = application.session(mode);
            MessageConsumer consumer = consumer(session, shop);
            assertThat(receive(consumer).summary()).isEqualTo("m1#1");
            // When
            failLast(session);
            assertThat(receive(consumer).summary()).isEqualTo("m1#2");
            failLast(session);
            assertThat(receive(consumer).summary()).isEqualTo("m1#3");
            application.cut();
            shop.awaitConsumers(0);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 2)).containsExactly("m1#4", "m2#1");
            shop.awaitEmpty();
        }
    }

    /** The client closes neither its consumers nor its sessions then, only the connection. */
    @Test
    void countsNoMessageThatNobodyBeganWhenAConnectionWithManySessionsCloses() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "often")) {
            // Given
            int sessions = 12;
            OpenWireApplication application = application("&jms.prefetchPolicy.queuePrefetch=1");
            for (int i = 0; i < sessions; i++) {
                consumer(application.session(Session.CLIENT_ACKNOWLEDGE), shop);
            }
            List<String> sent = shop.sendNumbered(KIND, sessions);
            shop.awaitInFlight(sessions);
            // When
            application.close();
            shop.awaitConsumers(0);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), sessions))
                    .containsExactlyInAnyOrderElementsOf(
                            sent.stream().map(body -> body + "#1").toList());
            shop.awaitEmpty();
        }
    }

    @Test
    void countsTheReceivesOfAListenerThatThrows() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "often");
                OpenWireApplication application = application("")) {
            // Given
            shop.send(KIND, "m1");
            List<String> seen = new CopyOnWriteArrayList<>();
            MessageConsumer consumer = consumer(application.session(Session.AUTO_ACKNOWLEDGE), shop);
            // When
            consumer.setMessageListener(message -> failTwice(message, seen));
            // Then
            shop.awaitEmpty();
            assertThat(seen).containsExactly("m1#1", "m1#2", "m1#3");
            assertThat(shop.deadLetters("openwire-dlq")).isEmpty();
        }
    }

    private static void failTwice(Message message, List<String> seen) {
        try {
            seen.add(JmsClients.received(message).summary());
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
        if (seen.size() < 3) {
            throw new IllegalStateException("the work failed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE})
    void startsTheClockAgainWhenTheClientDeliversAgain(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "working");
                OpenWireApplication application = application("")) {
            // Given
            shop.send(KIND, "m1");
            Session session = application.session(mode);
            MessageConsumer consumer = consumer(session, shop);
            receive(consumer);
            Workshop.letPass(TIMEOUT.multipliedBy(2).dividedBy(3));
            // When
            failLast(session);
            Received again = receive(consumer);
            Workshop.letPass(TIMEOUT.multipliedBy(2).dividedBy(3));
            // Then
            settleLast(session, again);
            assertThat(again.summary()).isEqualTo("m1#2");
            shop.awaitEmpty();
            assertThat(shop.deadLetters("openwire-dlq")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE})
    void losesNothingWhenAClientIsCutInTheMidstOfItsRedeliveries(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "often");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 4);
            Session session = application.session(mode);
            MessageConsumer consumer = consumer(session, shop);
            assertThat(receive(consumer, 3)).containsExactly("m1#1", "m2#1", "m3#1");
            // When
            failLast(session);
            receive(consumer);
            application.cut();
            shop.awaitConsumers(0);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 4))
                    .extracting(summary -> summary.substring(0, 2))
                    .containsExactly("m1", "m2", "m3", "m4");
            shop.awaitEmpty();
        }
    }

    // ---- giving up ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE})
    void deadLettersAMessageThatTheClientsOwnPolicyGivesUp(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "often");
                OpenWireApplication application = application("&jms.redeliveryPolicy.maximumRedeliveries=1")) {
            // Given
            shop.send(KIND, "m1");
            Session session = application.session(mode);
            MessageConsumer consumer = consumer(session, shop);
            // When
            receive(consumer);
            failLast(session);
            assertThat(receive(consumer).summary()).isEqualTo("m1#2");
            failLast(session);
            // Then
            List<Received> dead = shop.awaitDeadLetters("openwire-dlq", 1);
            assertThat(dead.get(0).properties())
                    .containsEntry("sluice_dead_letter_reason", "Rejected")
                    .containsEntry("sluice_dead_letter_source", shop.queue())
                    .containsKey("sluice_first_received_timestamp");
            shop.awaitEmpty();
            assertThat(application.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE})
    void endsWithTheQueuesPolicyIfTheClientsAllowsOneRedeliveryLess(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "twice");
                OpenWireApplication application = application("&jms.redeliveryPolicy.maximumRedeliveries=1")) {
            // Given
            shop.send(KIND, "poison", "good");
            Session session = application.session(mode);
            MessageConsumer consumer = consumer(session, shop);
            // When
            receive(consumer);
            failLast(session);
            assertThat(receive(consumer).summary()).isEqualTo("poison#2");
            failLast(session);
            // Then
            List<Received> dead = shop.awaitDeadLetters("openwire-dlq", 1);
            assertThat(dead.get(0).properties()).containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded");
            Received good = receive(consumer);
            settleLast(session, good);
            assertThat(good.summary()).isEqualTo("good#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE})
    void deadLettersAtTheQueuesLimitThoughTheClientGoesOn(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "twice");
                OpenWireApplication application = application("")) {
            // Given
            shop.send(KIND, "poison", "good");
            Session session = application.session(mode);
            MessageConsumer consumer = consumer(session, shop);
            receive(consumer);
            failLast(session);
            receive(consumer);
            // When
            failLast(session);
            // Then
            List<Received> dead = shop.awaitDeadLetters("openwire-dlq", 1);
            assertThat(dead.get(0).properties()).containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded");
            Received stale = receive(consumer);
            settleLast(session, stale);
            Received good = receive(consumer);
            settleLast(session, good);
            assertThat(List.of(stale.summary(), good.summary())).containsExactly("poison#3", "good#1");
            shop.awaitEmpty();
            assertThat(shop.deadLetters("openwire-dlq")).hasSize(1);
            assertThat(application.complaints()).isEmpty();
        }
    }

    @Test
    void keepsAMessageThatTheClientGivesUpIfThereIsNoDeadLetterQueue() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                OpenWireApplication application = application("&jms.redeliveryPolicy.maximumRedeliveries=0")) {
            // Given
            shop.send(KIND, "m1", "m2");
            Session session = application.session(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = consumer(session, shop);
            receive(consumer);
            // When
            session.rollback();
            // Then
            assertThat(receive(consumer).summary()).isEqualTo("m2#1");
            session.commit();
            assertThat(shop.finish(shop.open(Workshop.AMQP), 1)).containsExactly("m1#2");
            shop.awaitEmpty();
        }
    }

    // ---- transactions ---------------------------------------------------------------------------------------------

    @Test
    void showsEveryMessageOnceMoreAfterALateCommitAndThenDeletesIt() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "tx");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 6);
            Session session = application.session(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = consumer(session, shop);
            assertThat(receive(consumer, 3)).containsExactly("m1#1", "m2#1", "m3#1");
            Workshop.letPass(TIMEOUT.multipliedBy(3).dividedBy(2));
            // When
            assertThatThrownBy(session::commit).isInstanceOf(JMSException.class);
            // Then
            assertThat(receive(consumer, 3)).containsExactly("m1#2", "m2#2", "m3#2");
            session.commit();
            assertThat(receive(consumer, 3)).containsExactly("m4#1", "m5#1", "m6#1");
            session.commit();
            assertThat(receive(consumer, GLANCE)).isEmpty();
            shop.awaitEmpty();
            assertThat(application.complaints()).isEmpty();
        }
    }

    @Test
    void goesOnAfterALateCommitWhoseMessageSomebodyElseFinished() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "tx");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 2);
            Session session = application.session(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = consumer(session, shop);
            receive(consumer, 2);
            Worker other = shop.open(Workshop.AMQP);
            shop.finish(other, 2);
            // When
            assertThatThrownBy(session::commit).isInstanceOf(JMSException.class);
            shop.dismiss(other);
            // Then
            assertThat(receive(consumer, 2)).containsExactly("m1#2", "m2#2");
            session.commit();
            shop.awaitEmpty();
            shop.send(KIND, "m3");
            assertThat(receive(consumer).summary()).isEqualTo("m3#1");
            session.commit();
            shop.awaitEmpty();
            assertThat(application.complaints()).isEmpty();
        }
    }

    @Test
    void aRollbackAfterTheTimeoutLeavesTheMessageWithWhoHasIt() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "tx");
                OpenWireApplication application = application("")) {
            // Given
            shop.send(KIND, "m1");
            Session session = application.session(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = consumer(session, shop);
            receive(consumer);
            Worker other = shop.open(Workshop.AMQP);
            Received owned = other.receive();
            // When
            session.rollback();
            receive(consumer);
            session.commit();
            // Then
            shop.assertCountStays(1);
            other.acknowledge(owned);
            shop.awaitEmpty();
            assertThat(owned.summary()).isEqualTo("m1#2");
        }
    }

    // ---- prefetch and lazy acknowledgement ------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void worksWithASmallPrefetch(int prefetch) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "tx");
                OpenWireApplication application = application("&jms.prefetchPolicy.all=" + prefetch)) {
            // Given
            shop.sendNumbered(KIND, 5);
            Session session = application.session(INDIVIDUAL_ACKNOWLEDGE);
            MessageConsumer consumer = consumer(session, shop);
            Received late = receive(consumer);
            Workshop.letPass(TIMEOUT.multipliedBy(3).dividedBy(2));
            // When
            acknowledge(late);
            // Then
            for (int i = 2; i <= 5; i++) {
                Received next = receive(consumer);
                acknowledge(next);
                assertThat(next.summary()).isEqualTo("m" + i + "#1");
            }
            shop.awaitEmpty();
            assertThat(application.complaints()).isEmpty();
        }
    }

    @Test
    void aPullingConsumerHoldsNothingThatItDidNotAskFor() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                OpenWireApplication application = application("&jms.prefetchPolicy.all=0")) {
            // Given
            shop.sendNumbered(KIND, 3);
            Session session = application.session(INDIVIDUAL_ACKNOWLEDGE);
            // When
            Received first = receive(consumer(session, shop));
            // Then
            shop.assertInFlightStays(1);
            assertThat(shop.finish(shop.open(Workshop.AMQP), 2)).containsExactly("m2#1", "m3#1");
            acknowledge(first);
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&jms.optimizeAcknowledge=true&jms.optimizedAckScheduledAckInterval=200"})
    void deadLettersNothingThatASlowDupsOkListenerHasDone(String settings) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "working");
                OpenWireApplication application = application(settings)) {
            // Given
            shop.sendNumbered(KIND, 6);
            List<String> seen = new CopyOnWriteArrayList<>();
            MessageConsumer consumer = consumer(application.session(Session.DUPS_OK_ACKNOWLEDGE), shop);
            // When
            consumer.setMessageListener(message -> workFor(TIMEOUT.dividedBy(2), message, seen));
            // Then
            shop.awaitEmpty();
            assertThat(seen).containsExactly("m1#1", "m2#1", "m3#1", "m4#1", "m5#1", "m6#1");
            assertThat(shop.deadLetters("openwire-dlq")).isEmpty();
        }
    }

    private static void workFor(Duration duration, Message message, List<String> seen) {
        try {
            Workshop.letPass(duration);
            seen.add(JmsClients.received(message).summary());
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE})
    void growsTheCapForAClientThatSettlesManyAtOnce(int mode) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 100);
            Session session = application.session(mode);
            MessageConsumer consumer = consumer(session, shop);
            // When
            receive(consumer, 99);
            settleLast(session, receive(consumer));
            // Then
            shop.awaitEmpty();
        }
    }

    // ---- closing, delay -------------------------------------------------------------------------------------------

    @Test
    void countsWhatTheApplicationHadReceivedWhenItClosesItsConsumer() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                OpenWireApplication application = application("")) {
            // Given
            shop.sendNumbered(KIND, 4);
            MessageConsumer consumer = consumer(application.session(Session.CLIENT_ACKNOWLEDGE), shop);
            receive(consumer, 2);
            shop.awaitInFlight(4);
            // When
            consumer.close();
            shop.awaitConsumers(0);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 4)).containsExactly("m1#2", "m2#2", "m3#1", "m4#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMQ_SCHEDULED_DELAY", "_AMQ_SCHED_DELIVERY"})
    void delaysAMessageByItsProperty(String property) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                OpenWireApplication application = application("")) {
            // Given
            Session session = application.session(Session.AUTO_ACKNOWLEDGE);
            Message message = session.createTextMessage("m1");
            long delay = TIMEOUT.toMillis();
            long begin = System.currentTimeMillis();
            message.setLongProperty(property, property.equals("AMQ_SCHEDULED_DELAY") ? delay : begin + delay);
            // When
            session.createProducer(session.createQueue(shop.queue())).send(message);
            receive(consumer(session, shop));
            // Then
            assertThat(System.currentTimeMillis() - begin).isGreaterThanOrEqualTo(delay);
            Awaitility.await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(shop.queue()) == 0);
        }
    }
}
