package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatheredWritesTest {

    private final GatheredWrites writes = new GatheredWrites();
    private final EmbeddedChannel one = new EmbeddedChannel();
    private final EmbeddedChannel other = new EmbeddedChannel();

    @BeforeEach
    void prepare() {
        GatheredWrites.on(one.pipeline());
        GatheredWrites.on(one.pipeline());
        GatheredWrites.on(other.pipeline());
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void holdsBackWhatIsWrittenDuringADeliveryUntilItEnds() {
        // Given
        List<Object> during = new ArrayList<>();

        // When
        writes.during(() -> {
            one.writeAndFlush("a1");
            other.writeAndFlush("b1");
            one.writeAndFlush("a2");
            during.addAll(sent(one));
            during.addAll(sent(other));
        });

        // Then
        assertThat(during).isEmpty();
        assertThat(sent(one)).containsExactly("a1", "a2");
        assertThat(sent(other)).containsExactly("b1");
    }

    @Test
    void sendsWhatAsManyWritesHaveAsAreHeldBack() {
        // Given
        List<Object> beforeTheLast = new ArrayList<>();
        List<Object> afterTheLast = new ArrayList<>();

        // When
        writes.during(() -> {
            for (int i = 1; i < GatheredWrites.MOST; i++) {
                one.writeAndFlush(i);
            }
            beforeTheLast.addAll(sent(one));
            other.writeAndFlush(GatheredWrites.MOST);
            afterTheLast.addAll(sent(one));
            afterTheLast.addAll(sent(other));
        });

        // Then
        assertThat(beforeTheLast).isEmpty();
        assertThat(afterTheLast).hasSize(GatheredWrites.MOST);
    }

    @Test
    void sendsWhatIsHeldBackBeforeManyAreOfferedInVain() {
        // Given
        List<Object> beforeTheLast = new ArrayList<>();
        List<Object> afterTheLast = new ArrayList<>();

        // When
        writes.during(() -> {
            IntStream.range(0, GatheredWrites.MOST).forEach(i -> GatheredWrites.passedOver());
            one.writeAndFlush("a1");
            IntStream.range(2, GatheredWrites.MOST).forEach(i -> GatheredWrites.passedOver());
            beforeTheLast.addAll(sent(one));
            GatheredWrites.passedOver();
            afterTheLast.addAll(sent(one));
        });

        // Then
        assertThat(beforeTheLast).isEmpty();
        assertThat(afterTheLast).containsExactly("a1");
    }

    @Test
    void sendsAtOnceWhenAConnectionHasTooMuchToWrite() {
        // Given
        List<Object> during = new ArrayList<>();
        one.config().setWriteBufferHighWaterMark(one.config().getWriteBufferLowWaterMark());

        // When
        writes.during(() -> {
            one.writeAndFlush(Unpooled.buffer(one.config().getWriteBufferHighWaterMark() + 1)
                    .writeZero(one.config().getWriteBufferHighWaterMark() + 1));
            during.addAll(sent(one));
        });

        // Then
        assertThat(during).hasSize(1);
    }

    @Test
    void sendsAtOnceWhatIsWrittenWithoutADelivery() {
        // When
        one.writeAndFlush("a1");

        // Then
        assertThat(sent(one)).containsExactly("a1");
    }

    @Test
    void leavesOtherThreadsAlone() {
        // Given
        List<Object> during = new ArrayList<>();

        // When
        writes.during(() -> {
            CompletableFuture.runAsync(() -> one.writeAndFlush("a1"), task -> {
                        Thread thread = new Thread(task);
                        thread.start();
                    })
                    .join();
            during.addAll(sent(one));
        });

        // Then
        assertThat(during).containsExactly("a1");
    }

    @Test
    void sendsWhatWasWrittenBeforeADeliveryFailed() {
        // When
        assertThatThrownBy(() -> writes.during(() -> {
                    one.writeAndFlush("a1");
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        one.writeAndFlush("a2");

        // Then
        assertThat(sent(one)).containsExactly("a1", "a2");
    }

    private static List<Object> sent(EmbeddedChannel channel) {
        List<Object> sent = new ArrayList<>();
        for (Object next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            sent.add(next);
        }
        return sent;
    }
}
