package io.sluice.broker.artemis.delivery;

import static io.sluice.broker.artemis.delivery.DeliveryScene.PATIENCE;
import static io.sluice.broker.artemis.delivery.DeliveryScene.queueOf;
import static io.sluice.broker.artemis.delivery.DeliveryScene.retries;
import static io.sluice.broker.artemis.delivery.DeliveryScene.slowRetries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.HookServer;
import jakarta.jms.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of messages whose endpoint takes them, fails, refuses them or does not answer (SEMANTICS 3.5). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointDeliveryIT {

    private static final int UNAVAILABLE = 503;
    private static final int GONE = 410;
    private static final int OK = 200;

    private final EmbeddedBroker broker = EmbeddedBroker.plainArtemis();
    private DeliveryScene scene;

    @BeforeAll
    void start() throws Exception {
        broker.start();
        scene = new DeliveryScene(broker);
    }

    @AfterAll
    void stop() {
        scene.close();
        broker.close();
    }

    @BeforeEach
    void succeed() {
        scene.hook.answerWith(post -> OK);
        scene.function = message -> {};
        scene.calls.clear();
    }

    private List<String> factsOf(String subscription) {
        String prefix = DeliveryScene.TOPIC + "." + subscription + " ";
        return scene.facts.stream()
                .filter(fact -> fact.startsWith(prefix))
                .map(fact -> fact.substring(prefix.length()))
                .toList();
    }

    @Test
    void deliversEachMessageOnceAndTakesItOutOfTheQueue() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("plain", true, retries(0)));

        // When
        scene.send("plain", "a", "b", "c");
        scene.awaitEmpty("plain");

        // Then
        assertThat(scene.hook.notifications("/plain"))
                .extracting(HookServer.Post::body)
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(factsOf("plain")).containsExactly("delivered", "delivered", "delivered");
    }

    @Test
    void triesAgainAsOftenAsThePolicySaysAndThenMovesTheMessageToTheDeadLetterQueue() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("failing", true, retries(2)));
        scene.hook.answerWith(post -> UNAVAILABLE);

        // When
        scene.send("failing", "a");
        Message letter = scene.take("failing-dlq");

        // Then
        List<HookServer.Post> posts = scene.hook.notifications("/failing");
        assertThat(posts).hasSize(3);
        assertThat(posts)
                .extracting(post -> post.header("x-amz-sns-message-id"))
                .containsOnly(posts.get(0).header("x-amz-sns-message-id"));
        assertThat(letter.getBody(String.class)).isEqualTo("a");
        assertThat(letter.getStringProperty("sluice_dead_letter_source")).isEqualTo(queueOf("failing"));
        assertThat(letter.getStringProperty("sluice_dead_letter_reason")).isEqualTo("DeliveryFailed");
        assertThat(letter.getStringProperty("sluice_delivery_error")).isEqualTo("HTTP status 503");
        assertThat(letter.getIntProperty("sluice_delivery_attempts")).isEqualTo(3);
        scene.awaitEmpty("failing");
        assertThat(factsOf("failing")).containsExactly("failed", "failed", "failed", "dead DeliveryFailed");
    }

    @Test
    void succeedsWithTheLastRetry() throws Exception {
        // Given
        AtomicInteger attempts = new AtomicInteger();
        scene.subscribe(scene.toFunction("last", Optional.of(retries(2)), Optional.of("last-dlq")));
        scene.function = message -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IOException("not yet");
            }
        };

        // When
        scene.send("last", "a");
        scene.awaitEmpty("last");

        // Then
        assertThat(factsOf("last")).containsExactly("failed", "failed", "delivered");
        assertThat(broker.messageCount("last-dlq")).isZero();
    }

    @Test
    void doesNotTryAgainWhatTheEndpointDoesNotWant() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("unwanted", true, retries(100)));
        scene.hook.answerWith(post -> GONE);

        // When
        scene.send("unwanted", "a");
        Message letter = scene.take("unwanted-dlq");

        // Then
        assertThat(scene.hook.notifications("/unwanted")).hasSize(1);
        assertThat(letter.getStringProperty("sluice_dead_letter_reason")).isEqualTo("DeliveryRefused");
        assertThat(letter.getStringProperty("sluice_delivery_error")).isEqualTo("HTTP status 410");
    }

    @Test
    void dropsAMessageThatCannotBeDeliveredIfThereIsNoDeadLetterQueue() throws Exception {
        // Given
        scene.subscribe(scene.toFunction("dropping", Optional.of(retries(0)), Optional.empty()));
        scene.function = message -> {
            throw new IOException("never");
        };

        // When
        scene.send("dropping", "a");
        scene.awaitEmpty("dropping");

        // Then
        assertThat(factsOf("dropping")).containsExactly("failed", "dropped DeliveryFailed");
    }

    @Test
    void waitsBetweenAttemptsWithoutHoldingUpOthersAndNamesTheContentType() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("waiting", true, slowRetries(1, OptionalInt.empty())));
        scene.hook.answerWith(post -> post.body().equals("bad") ? UNAVAILABLE : OK);

        // When
        scene.send("waiting", "bad", "good");
        scene.take("waiting-dlq");

        // Then
        List<HookServer.Post> posts = scene.hook.notifications("/waiting");
        assertThat(posts).extracting(HookServer.Post::body).containsExactlyInAnyOrder("bad", "good", "bad");
        List<HookServer.Post> bad =
                posts.stream().filter(post -> post.body().equals("bad")).toList();
        assertThat(Duration.ofNanos(bad.get(1).nanos() - bad.get(0).nanos()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(990));
        assertThat(posts.get(posts.size() - 1).body()).isEqualTo("bad");
        assertThat(bad.get(0).header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void keepsNoMoreInFlightThanItsLimit() throws Exception {
        // Given
        CountDownLatch open = new CountDownLatch(1);
        scene.subscribe(scene.toFunction("crowd", Optional.empty(), Optional.empty()));
        scene.function = message -> open.await();

        // When
        scene.send("crowd", IntStream.range(0, 40).mapToObj(String::valueOf).toArray(String[]::new));
        await().atMost(PATIENCE).until(() -> scene.calls.size() == SubscriptionPush.MOST_IN_FLIGHT);

        // Then
        assertThat(broker.deliveringCount(queueOf("crowd"))).isEqualTo(SubscriptionPush.MOST_IN_FLIGHT);
        assertThat(broker.messageCount(queueOf("crowd"))).isEqualTo(40);
        open.countDown();
        scene.awaitEmpty("crowd");
        assertThat(scene.calls).hasSize(40);
    }

    @Test
    void leavesAnEndpointAloneThatFailsAgainAndAgainAndLosesNothingMeanwhile() throws Exception {
        // Given
        AtomicInteger failures = new AtomicInteger();
        scene.subscribeAndConfirm(scene.toHook("circuit", true, retries(20)));
        scene.hook.answerWith(post -> failures.incrementAndGet() <= 6 ? UNAVAILABLE : OK);

        // When
        scene.send("circuit", "a");
        await().atMost(PATIENCE).until(() -> factsOf("circuit").contains("open"));
        scene.send("circuit", "b");
        scene.awaitEmpty("circuit");

        // Then
        assertThat(factsOf("circuit")).containsSubsequence("failed", "open", "failed", "closed", "delivered");
        assertThat(factsOf("circuit").stream().filter(fact -> fact.equals("delivered")))
                .hasSize(2);
        List<HookServer.Post> posts = scene.hook.notifications("/circuit");
        assertThat(posts).hasSize(8);
        assertThat(Duration.ofNanos(posts.get(5).nanos() - posts.get(4).nanos()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(990));
        assertThat(Duration.ofNanos(posts.get(6).nanos() - posts.get(5).nanos()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(1990));
        assertThat(broker.messageCount("circuit-dlq")).isZero();
    }

    @Test
    void sendsNoMoreInASecondThanThePolicySays() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("slow", true, slowRetries(0, OptionalInt.of(10))));

        // When
        long before = System.nanoTime();
        scene.send("slow", "a", "b", "c", "d");
        scene.awaitEmpty("slow");

        // Then
        List<HookServer.Post> posts = scene.hook.notifications("/slow");
        assertThat(posts).hasSize(4);
        assertThat(Duration.ofNanos(posts.get(3).nanos() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    void keepsTheMessagesOfAnEndpointThatIsNotAllowedUntilItIs() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("allowed", true, retries(0)));
        scene.configure(DeliveryScene.allowing());

        // When
        scene.send("allowed", "a");

        // Then
        assertThat(broker.consumerCount(queueOf("allowed"))).isZero();
        assertThat(broker.messageCount(queueOf("allowed"))).isEqualTo(1);
        scene.configure(DeliveryScene.allowing(scene.hook.url()));
        scene.awaitEmpty("allowed");
        assertThat(scene.hook.notifications("/allowed"))
                .extracting(HookServer.Post::body)
                .containsExactly("a");
    }

    @Test
    void settlesWhatIsInFlightWhenItsSubscriptionGoes() throws Exception {
        // Given
        CountDownLatch open = new CountDownLatch(1);
        EndpointSubscription subscription = scene.toFunction("leaving", Optional.empty(), Optional.empty());
        scene.subscribe(subscription);
        scene.function = message -> open.await();
        scene.send("leaving", "a");
        await().atMost(PATIENCE).until(() -> scene.calls.size() == 1);

        // When
        scene.unsubscribe(subscription);
        scene.send("leaving", "b");
        open.countDown();

        // Then
        await().atMost(PATIENCE).until(() -> broker.messageCount(queueOf("leaving")) == 1);
        assertThat(scene.take(queueOf("leaving")).getBody(String.class)).isEqualTo("b");
    }

    @Test
    void keepsAMessageWhoseDeadLetterQueueDoesNotTakeIt() throws Exception {
        // Given
        scene.subscribe(scene.toFunction("stuck", Optional.of(retries(0)), Optional.of("stuck-dlq")));
        broker.server()
                .getAddressSettingsRepository()
                .addMatch(
                        "stuck-dlq",
                        new AddressSettings()
                                .setMaxSizeMessages(1)
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL));
        scene.function = message -> {
            throw new IOException("never");
        };

        // When
        scene.send("stuck", "a", "b", "c");
        await().atMost(PATIENCE).until(() -> scene.calls.size() >= 3);
        await().atMost(PATIENCE).until(() -> broker.deliveringCount(queueOf("stuck")) == 0);

        // Then
        assertThat(broker.messageCount("stuck-dlq") + broker.messageCount(queueOf("stuck")))
                .isEqualTo(3);
        assertThat(broker.messageCount(queueOf("stuck"))).isPositive();
    }

    @Test
    void deliversAndRepeatsWhatWasPaged() throws Exception {
        // Given
        broker.server()
                .getAddressSettingsRepository()
                .addMatch(
                        queueOf("paged"),
                        new AddressSettings()
                                .setMaxSizeBytes(20_000)
                                .setPageSizeBytes(10_000)
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE));
        Set<String> failedOnce = ConcurrentHashMap.newKeySet();
        List<String> taken = new CopyOnWriteArrayList<>();
        scene.function = message -> {
            if (failedOnce.add(message.body())) {
                throw new IOException("not yet");
            }
            taken.add(message.body());
        };
        EndpointSubscription subscription =
                scene.toFunction("paged", Optional.of(retries(5)), Optional.of("paged-dlq"));
        String filler = "x".repeat(1_000);
        broker.createQueue(subscription.queue());
        scene.send("paged", IntStream.range(0, 60).mapToObj(i -> i + filler).toArray(String[]::new));
        assertThat(broker.queue(subscription.queue()).getPagingStore().isPaging())
                .isTrue();

        // When
        scene.subscribe(subscription);
        scene.awaitEmpty("paged");

        // Then
        assertThat(taken).hasSize(60).doesNotHaveDuplicates();
        assertThat(broker.messageCount("paged-dlq")).isZero();
        assertThat(broker.deliveringCount(subscription.queue())).isZero();
    }
}
