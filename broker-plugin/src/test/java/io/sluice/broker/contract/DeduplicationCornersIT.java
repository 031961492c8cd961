package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Sending;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.DivertConfiguration;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is deduplicated, when two send at the same time, and what a queue leaves behind. */
@Execution(ExecutionMode.SAME_THREAD)
class DeduplicationCornersIT {

    private static final String ID = "_AMQ_DUPL_ID";
    private static final String ALIAS = "JMS_SQS_DeduplicationId";
    private static final String ORIGINAL_ID = "_AMQ_ORIG_MESSAGE_ID";
    private static final long QUIET_MILLIS = 200;
    private static final int ROUNDS = 500;
    private static final int PAGED = 100;
    private static final int LARGE = 300_000;
    private static final int LIMIT = 1024 * 1024;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "id.*.fifo": { defaultMessageGroup: all }
              "paged.*.fifo": { defaultMessageGroup: all }
            """)
            .with(
                    "paged.#",
                    new AddressSettings()
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                            .setMaxSizeBytes(20_000)
                            .setPageSizeBytes(10_000)
                            .setAutoDeleteQueues(false)
                            .setAutoDeleteAddresses(false));

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private static String newQueue(String kind) throws Exception {
        String queue = kind + "." + QUEUES.incrementAndGet() + ".fifo";
        BROKER.createQueue(queue);
        return queue;
    }

    private static void send(Client client, String queue, boolean transacted, Sending sending) throws JMSException {
        Sending.send(BROKER, client, queue, transacted, sending);
    }

    private static Message text(Session session, String body, String property, String id) throws JMSException {
        Message message = session.createTextMessage(body);
        message.setStringProperty(property, id);
        return message;
    }

    private static List<String> drain(String queue) throws JMSException {
        return JmsClients.drain(BROKER, queue, QUIET_MILLIS);
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aForwardedDeadLetterIsAMessageLikeAnyOther(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        // When
        send(client, queue, false, (session, producer) -> {
            Message anonymous = session.createTextMessage("anonymous");
            anonymous.setLongProperty(ORIGINAL_ID, 7);
            assertThatThrownBy(() -> producer.send(anonymous)).hasMessageContaining("ContentBasedDeduplication");
            for (String body : List.of("first", "again")) {
                Message forwarded = text(session, body, ID, "1");
                forwarded.setLongProperty(ORIGINAL_ID, 7);
                producer.send(forwarded);
            }
        });
        // Then
        assertThat(drain(queue)).containsExactly("first");
    }

    /** All of its body would be in memory for that, and it may be as large as the disk. */
    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS"})
    void aMessageThatIsTooLargeIsRefusedBeforeAnIdIsLookedForInIt(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        // When, Then
        send(client, queue, false, (session, producer) -> {
            Message tooLarge = session.createTextMessage("x".repeat(2 * LIMIT));
            assertThatThrownBy(() -> producer.send(tooLarge)).hasMessageContaining("must be shorter than " + LIMIT);
            producer.send(text(session, "next", ID, "1"));
        });
        assertThat(drain(queue)).containsExactly("next");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS"})
    void whatADivertCopiesHereIsDeduplicated(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        String source = "source." + QUEUES.incrementAndGet();
        BROKER.createQueue(source);
        BROKER.server()
                .deployDivert(new DivertConfiguration()
                        .setName("to " + queue)
                        .setAddress(source)
                        .setForwardingAddress(queue));
        // When
        send(client, source, false, (session, producer) -> {
            producer.send(text(session, "first", ALIAS, "1"));
            producer.send(text(session, "again", ALIAS, "1"));
        });
        // Then
        assertThat(drain(queue)).containsExactly("first");
        assertThat(drain(source)).containsExactly("first", "again");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS"})
    void oneOfTwoThatSendTheSameAtTheSameTimeIsTheDuplicate(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<Void> sender = () -> {
            send(client, queue, false, (session, producer) -> {
                for (int i = 0; i < ROUNDS; i++) {
                    meet(start);
                    producer.send(text(session, "m" + i, ID, "id" + i));
                }
            });
            return null;
        };
        // When
        ExecutorService senders = Executors.newFixedThreadPool(2);
        try {
            Future<Void> other = senders.submit(sender);
            senders.submit(sender).get();
            other.get();
        } finally {
            senders.shutdownNow();
        }
        // Then
        assertThat(drain(queue))
                .containsExactlyElementsOf(
                        IntStream.range(0, ROUNDS).mapToObj(i -> "m" + i).toList());
    }

    private static void meet(CyclicBarrier start) {
        try {
            start.await(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the other one did not come", e);
        }
    }

    @Test
    void aDeletedQueueLeavesNoIdsBehind() throws Exception {
        // Given
        String queue = newQueue("id");
        send(Client.CORE, queue, false, (session, producer) -> producer.send(text(session, "alone", ID, "1")));
        send(Client.CORE, queue, true, (session, producer) -> {
            producer.send(text(session, "in a transaction", ID, "2"));
            session.commit();
        });
        // When
        BROKER.server().destroyQueue(SimpleString.of(queue));
        BROKER.restart();
        // Then
        assertThat(((PostOfficeImpl) BROKER.server().getPostOffice()).getDuplicateIDCaches())
                .doesNotContainKey(SimpleString.of("sluice.deduplication." + queue));
    }

    @Test
    void whatIsInPagesIsDeduplicatedAcrossARestart() throws Exception {
        // Given
        String queue = newQueue("paged");
        Sending all = (session, producer) -> {
            for (int i = 0; i < PAGED; i++) {
                producer.send(text(session, "m" + i + "x".repeat(500), ID, "id" + i));
            }
        };
        send(Client.CORE, queue, false, all);
        assertThat(BROKER.queue(queue).getPagingStore().isPaging()).isTrue();
        // When
        send(Client.QPID_JMS, queue, false, all);
        BROKER.restart();
        send(Client.CORE, queue, false, all);
        // Then
        assertThat(BROKER.messageCount(queue)).isEqualTo(PAGED);
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS"})
    void theIdOfALargeMessageSurvivesARestart(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        Sending large = (session, producer) -> {
            BytesMessage message = session.createBytesMessage();
            message.setStringProperty(ID, "1");
            message.writeBytes(new byte[LARGE]);
            producer.send(message);
        };
        send(client, queue, false, large);
        // When
        BROKER.restart();
        send(client, queue, false, large);
        // Then
        assertThat(BROKER.messageCount(queue)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aTransactionThatEndsWithItsConnectionFreesItsIds(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        // When
        send(client, queue, true, (session, producer) -> producer.send(text(session, "lost", ID, "1")));
        send(client, queue, false, (session, producer) -> producer.send(text(session, "first", ID, "1")));
        // Then
        assertThat(drain(queue)).containsExactly("first");
    }
}
