package io.sluice.broker.artemis.delivery;

import static io.sluice.broker.artemis.delivery.DeliveryScene.PATIENCE;
import static io.sluice.broker.artemis.delivery.DeliveryScene.queueOf;
import static io.sluice.broker.artemis.delivery.DeliveryScene.slowRetries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.HookServer;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a clean stop and a new start leave as it was. */
class DeliveryRestartIT {

    @Test
    void remembersWhoHasConfirmedAndHowOftenAMessageWasTried() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.plainArtemis().start();
                DeliveryScene scene = new DeliveryScene(broker)) {
            // Given
            scene.subscribeAndConfirm(scene.toHook("kept", true, slowRetries(2, OptionalInt.empty())));
            scene.hook.answerWith(post -> 503);
            scene.send("kept", "a");
            await().atMost(PATIENCE)
                    .until(() -> scene.hook.notifications("/kept").size() == 1
                            && broker.deliveringCount(queueOf("kept")) == 0);

            // When
            scene.restart();

            // Then
            assertThat(scene.take("kept-dlq").getIntProperty("sluice_delivery_attempts"))
                    .isEqualTo(3);
            assertThat(scene.hook.notifications("/kept")).hasSize(3);
            assertThat(scene.hook.posts("/kept").stream().filter(post -> !post.isNotification()))
                    .hasSize(1);
        }
    }

    @Test
    void asksAgainWithTheSameTokenIfNobodyHasConfirmed() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.plainArtemis().start();
                DeliveryScene scene = new DeliveryScene(broker)) {
            // Given
            scene.subscribe(scene.toHook("open", true, slowRetries(0, OptionalInt.empty())));
            await().atMost(PATIENCE).until(() -> scene.hook.posts("/open").size() == 1);

            // When
            scene.restart();
            await().atMost(PATIENCE).until(() -> scene.hook.posts("/open").size() == 2);

            // Then
            assertThat(scene.hook.posts("/open"))
                    .extracting(DeliveryScene::json)
                    .extracting(request -> request.get("Token").asText())
                    .hasSize(2)
                    .containsOnly(DeliveryScene.json(scene.hook.posts("/open").get(0))
                            .get("Token")
                            .asText());
            assertThat(scene.hook.posts("/open")).noneMatch(HookServer.Post::isNotification);
        }
    }
}
