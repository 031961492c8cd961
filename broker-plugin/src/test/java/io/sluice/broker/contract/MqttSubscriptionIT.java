package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.MqttOptions;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.security.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Which queues MQTT clients reach, and what MQTT 5 tells them and lets them ask for. */
@Execution(ExecutionMode.CONCURRENT)
class MqttSubscriptionIT {

    private static final MqttOptions OPTIONS = MqttOptions.of(5, MqttQos.AT_LEAST_ONCE);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "#":
                visibilityTimeout: 1s
                redrivePolicy: { deadLetterQueue: mqtt-dlq, maxReceiveCount: 3 }
              "long.#": { visibilityTimeout: 60s }
              "delayed.#": { delay: 4s }
              mqtt-dlq: { retention: 14d }
            """);

    private static MqttWorker subscribe(MqttOptions options, String topicFilter) {
        return MqttWorker.subscribe(BROKER.port(), options, topicFilter);
    }

    private static MqttOptions client(String clientId) {
        return new MqttOptions(5, MqttQos.AT_LEAST_ONCE, clientId, false, 100, null, null);
    }

    @Test
    void aTopicOfItsOwnSubscribersHasOneLeasedQueueForEachOfThem() {
        String topic = "news-" + UUID.randomUUID();
        try (MqttWorker first = subscribe(client("first-" + topic), topic);
                MqttWorker second = subscribe(client("second-" + topic), topic)) {
            // Given
            first.send(topic, "m1");
            // When
            Received held = first.receive();
            second.acknowledge(second.receive());
            Received again = first.receive();
            // Then
            assertThat(held.summary()).isEqualTo("m1#1");
            assertThat(again.summary()).isEqualTo("m1#2");
            first.acknowledge(again);
            Workshop.on(BROKER, "first-" + topic + "." + topic).awaitEmpty();
            assertThat(second.history()).containsExactly("m1#1");
        }
    }

    @Test
    void eachShareOfATopicHasOneLeasedQueueForAllOfItsWorkers() {
        String topic = "jobs-" + UUID.randomUUID();
        try (MqttWorker hung = subscribe(client("a-" + topic), "$share/red/" + topic);
                MqttWorker other = subscribe(client("c-" + topic), "$share/blue/" + topic)) {
            // Given
            hung.send(topic, "m1");
            hung.receive();
            // When
            try (MqttWorker healthy = subscribe(client("b-" + topic), "$share/red/" + topic)) {
                Received again = healthy.receive();
                healthy.acknowledge(again);
                // Then
                assertThat(again.summary()).isEqualTo("m1#2");
                assertThat(other.receive().summary()).isEqualTo("m1#1");
                Workshop.on(BROKER, "red." + topic).awaitEmpty();
                assertThat(hung.complaints()).isEmpty();
            }
        }
    }

    @Test
    void aSubscriptionThatReceivesAtMostOnceHasNoLease() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker careless =
                        subscribe(MqttOptions.of(5, MqttQos.AT_MOST_ONCE), MqttWorker.topicOf(shop.queue()))) {
            // When
            careless.send(shop.queue(), "m1");
            // Then
            assertThat(careless.receive().summary()).isEqualTo("m1#1");
            shop.awaitEmpty();
        }
    }

    @Test
    void exactlyOnceStateOfArtemisIsNoLeasedQueueWhateverItsName() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker worker =
                        subscribe(MqttOptions.of(5, MqttQos.EXACTLY_ONCE), MqttWorker.topicOf(shop.queue()))) {
            // Given
            worker.send(shop.queue(), "m1");
            // When
            worker.acknowledge(worker.receive());
            // Then
            shop.awaitEmpty();
            assertThat(BROKER.server().getPostOffice().getAllBindings())
                    .filteredOn(binding -> binding.getUniqueName().toString().startsWith("$sys.mqtt.queue.qos2."))
                    .isNotEmpty()
                    .allSatisfy(binding -> assertThat(
                                    BROKER.queue(binding.getUniqueName().toString())
                                            .getClass()
                                            .getSimpleName())
                            .isEqualTo("QueueImpl"));
        }
    }

    @Test
    void aDeadLetterTellsItsOriginInUserProperties() {
        try (Workshop shop = Workshop.at(BROKER, "orders");
                MqttWorker reader = subscribe(OPTIONS, "mqtt-dlq")) {
            // Given
            String poison = "poison-" + UUID.randomUUID();
            try (MqttWorker refusing =
                    subscribe(MqttOptions.of(5, MqttQos.EXACTLY_ONCE), MqttWorker.topicOf(shop.queue()))) {
                refusing.send(shop.queue(), poison);
                // When
                refusing.refuse(refusing.receive());
            }
            // Then
            Received dead = Stream.generate(() -> nextAcknowledged(reader))
                    .dropWhile(message -> !message.body().equals(poison))
                    .findFirst()
                    .orElseThrow();
            assertThat(dead.properties())
                    .containsEntry("sluice_dead_letter_source", shop.queue())
                    .containsEntry("sluice_dead_letter_reason", "Rejected")
                    .containsEntry("_AMQ_ORIG_QUEUE", shop.queue())
                    .containsKey("sluice_first_received_timestamp");
        }
    }

    @Test
    void aDelayInAUserPropertyWinsOverThatOfTheQueue() {
        try (Workshop shop = Workshop.at(BROKER, "delayed");
                MqttWorker worker =
                        subscribe(MqttOptions.of(5, MqttQos.AT_LEAST_ONCE), MqttWorker.topicOf(shop.queue()))) {
            // Given
            long begin = System.nanoTime();
            worker.send(shop.queue(), "ofTheQueue");
            worker.send(shop.queue(), "ofItsOwn", Map.of("AMQ_SCHEDULED_DELAY", "500"));
            worker.send(
                    shop.queue(),
                    "atATime",
                    Map.of("_AMQ_SCHED_DELIVERY", String.valueOf(System.currentTimeMillis() + 2_000)));
            // When
            Received first = worker.receive();
            Duration waited = Duration.ofNanos(System.nanoTime() - begin);
            worker.acknowledge(first);
            shop.finish(worker, 2);
            // Then
            assertThat(waited).isGreaterThan(Duration.ofMillis(450));
            assertThat(worker.history()).containsExactly("ofItsOwn#1", "atATime#1", "ofTheQueue#1");
            shop.awaitEmpty();
        }
    }

    @Test
    void anApplicationExtendsItsVisibilityTimeoutOverMqtt() {
        String answers = "answers-" + UUID.randomUUID();
        try (Workshop shop = Workshop.at(BROKER, "orders");
                MqttWorker asker = subscribe(client("asker-" + answers), answers);
                MqttWorker worker =
                        subscribe(MqttOptions.of(5, MqttQos.AT_LEAST_ONCE), MqttWorker.topicOf(shop.queue()))) {
            // Given
            worker.send(shop.queue(), "m1");
            Received held = worker.receive();
            String handle = String.valueOf(held.properties().get("sluice_receipt_handle"));
            // When
            worker.ask(
                    "sluice.control",
                    answers,
                    "question-1",
                    Map.of(
                            "action",
                            "ChangeMessageVisibility",
                            "queue",
                            shop.queue(),
                            "receiptHandle",
                            handle,
                            "visibilityTimeout",
                            "30"));
            // Then
            Received answer = asker.receive();
            assertThat(answer.properties())
                    .containsEntry("status", "200")
                    .containsEntry("correlation-data", "question-1");
            Workshop.letPass(Duration.ofMillis(1500));
            shop.awaitInFlight(1);
            worker.acknowledge(held);
            shop.awaitEmpty();
            assertThat(worker.history()).containsExactly("m1#1");
        }
    }

    @Test
    void aSubscriptionThatIsNotAllowedDoesNotDeleteTheQueue() throws Exception {
        try (EmbeddedBroker secured = EmbeddedBroker.configuredWith("queues: { orders: { visibilityTimeout: 30s } }")
                .withUser("owner", "secret", "owners")
                .withUser("guest", "guest", "guests")
                .withRights(
                        "#", Set.of(allRights("owners"), mayOnlySend("guests")).toArray(Role[]::new))
                .start()) {
            // Given
            MqttOptions owner = MqttOptions.of(5, MqttQos.AT_LEAST_ONCE).loggedInAs("owner", "secret");
            MqttOptions guest = MqttOptions.of(5, MqttQos.AT_LEAST_ONCE).loggedInAs("guest", "guest");
            try (MqttWorker publisher = MqttWorker.connect(secured.port(), owner, "unused")) {
                publisher.send("orders", "m1");
            }
            // When
            assertThatThrownBy(() -> MqttWorker.subscribe(secured.port(), guest, "orders"))
                    .isInstanceOf(IllegalStateException.class);
            // Then
            assertThat(secured.messageCount("orders")).isEqualTo(1);
            try (MqttWorker worker = MqttWorker.subscribe(secured.port(), owner, "orders")) {
                worker.acknowledge(worker.receive());
                assertThat(worker.history()).containsExactly("m1#1");
            }
        }
    }

    private static Role allRights(String role) {
        return new Role(role, true, true, true, true, true, true, true, true, true, true, true, true);
    }

    private static Role mayOnlySend(String role) {
        return new Role(role, true, false, false, false, false, false, false, false, false, false, false, false);
    }

    @Test
    void aMessageOfAJmsApplicationReachesAnMqttWorker() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker worker =
                        subscribe(MqttOptions.of(5, MqttQos.EXACTLY_ONCE), MqttWorker.topicOf(shop.queue()))) {
            // Given
            shop.send(new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL), "text");
            // When
            Received message = worker.receive();
            worker.acknowledge(message);
            // Then
            assertThat(message.body()).isEqualTo("text");
            shop.awaitEmpty();
        }
    }

    @Test
    void aLargeMessageIsDeliveredAgainWhole() {
        try (Workshop shop = Workshop.at(BROKER, "orders");
                MqttWorker worker =
                        subscribe(MqttOptions.of(5, MqttQos.AT_LEAST_ONCE), MqttWorker.topicOf(shop.queue()))) {
            // Given
            String large = "0123456789".repeat(50_000);
            worker.send(shop.queue(), large);
            // When
            Received first = worker.receive();
            Received again = worker.receive();
            // Then
            worker.acknowledge(first);
            worker.acknowledge(again);
            assertThat(again.body()).isEqualTo(large).isEqualTo(first.body());
            shop.awaitEmpty();
        }
    }

    @Test
    void aQueueStaysOneForMqttAfterStompClientsSentToItAndReceivedFromIt() {
        try (Workshop shop = Workshop.at(BROKER, "long")) {
            // Given
            Worker stomp = shop.open(new WorkerKind(WorkerKind.Client.STOMP, WorkerKind.Acknowledgement.INDIVIDUAL));
            shop.send(stomp.kind(), "m1");
            stomp.acknowledge(stomp.receive());
            shop.dismiss(stomp);
            // When
            try (MqttWorker worker =
                    subscribe(client("w-" + shop.queue()), "$share/workers/" + MqttWorker.topicOf(shop.queue()))) {
                worker.send(shop.queue(), "m2");
                worker.acknowledge(worker.receive());
                // Then
                assertThat(worker.history()).containsExactly("m2#1");
                shop.awaitEmpty();
            }
        }
    }

    @Test
    void aQueueGetsWhatIsPublishedToItEvenIfThereIsATopicOfItsName() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker publisher = MqttWorker.connect(BROKER.port(), client("p-" + shop.queue()), "unused")) {
            // Given
            BROKER.server()
                    .updateAddressInfo(
                            SimpleString.of(shop.queue()), EnumSet.of(RoutingType.ANYCAST, RoutingType.MULTICAST));
            BROKER.createQueue(QueueConfiguration.of("topic-of-" + shop.queue())
                    .setAddress(shop.queue())
                    .setRoutingType(RoutingType.MULTICAST));
            // When
            publisher.send(shop.queue(), "m1");
            // Then
            shop.awaitCount(1);
            assertThat(BROKER.messageCount("topic-of-" + shop.queue())).isZero();
        }
    }

    @Test
    void aQueueComesBeforeATopicOfItsNameAfterARestart() throws Exception {
        try (EmbeddedBroker restarted = EmbeddedBroker.configuredWith("queues: { orders: { visibilityTimeout: 30s } }")
                .start()) {
            // Given
            restarted
                    .server()
                    .updateAddressInfo(
                            SimpleString.of("orders"), EnumSet.of(RoutingType.ANYCAST, RoutingType.MULTICAST));
            restarted.restart();
            // When
            try (MqttWorker publisher = MqttWorker.connect(restarted.port(), client("gateway"), "unused")) {
                publisher.send("orders", "m1");
            }
            // Then
            assertThat(restarted.messageCount("orders")).isEqualTo(1);
        }
    }

    private static Received nextAcknowledged(MqttWorker reader) {
        Received message = reader.receive();
        reader.acknowledge(message);
        return message;
    }
}
