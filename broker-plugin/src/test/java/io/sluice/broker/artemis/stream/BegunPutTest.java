package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendContinuationMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendLargeMessage;
import org.junit.jupiter.api.Test;

/** What is held of a message that is not whole yet is counted exactly, and has a bound. */
class BegunPutTest {

    private static final int MOST = 1_000;
    private static final Channel CHANNEL = (Channel) Proxy.newProxyInstance(
            BegunPutTest.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> null);

    private final HeldBytes held = new HeldBytes();
    private final SessionSendLargeMessage beginning = new SessionSendLargeMessage(new CoreMessage());
    private final BegunPut put = new BegunPut(beginning, CHANNEL, MOST, held);

    /** As it comes from a client: one that was never sent shows no body. */
    private static final class Piece extends SessionSendContinuationMessage {

        private Piece(int bytes) {
            super(null, new byte[bytes], true, false, -1, null);
            size = 1;
        }
    }

    private static SessionSendContinuationMessage piece(int bytes) {
        return new Piece(bytes);
    }

    private long free() {
        long free = 0;
        for (long step = HeldBytes.MOST; step > 0; step /= 2) {
            while (held.take(step)) {
                free += step;
            }
        }
        held.giveBack(free);
        return free;
    }

    @Test
    void itMayBecomeAsLargeAsAllowedAndNoLarger() {
        // Given, When, Then
        assertThat(put.take(piece(MOST - 1))).isTrue();
        assertThat(put.take(piece(2))).isFalse();
        assertThat(put.take(piece(1))).isTrue();
        assertThat(put.take(piece(1))).isFalse();
    }

    @Test
    void itsPacketsAreThoseThatWereTakenInTheirOrder() {
        // Given
        SessionSendContinuationMessage first = piece(10);
        SessionSendContinuationMessage second = piece(20);
        List<Packet> packets = new ArrayList<>();

        // When
        put.take(first);
        put.take(second);
        put.take(piece(MOST));
        put.forEachPacket(packets::add);

        // Then
        assertThat(packets).containsExactly(beginning, first, second);
        assertThat(put.body()).extracting(body -> body.remaining()).containsExactly(10, 20);
    }

    @Test
    void piecesOfNoBytesFillTheMemoryToo() {
        // Given
        long pieces = HeldBytes.MOST / BegunPut.BYTES_OF_A_PIECE;

        // When
        for (long number = 0; number < pieces; number++) {
            put.take(piece(0));
        }

        // Then
        assertThat(put.take(piece(0))).isFalse();
    }

    @Test
    void allOfItIsGivenBackOnce() {
        // Given
        put.take(piece(MOST));
        long before = free();

        // When
        put.end();
        put.end();

        // Then
        assertThat(before).isEqualTo(HeldBytes.MOST - MOST - BegunPut.BYTES_OF_A_PIECE);
        assertThat(free()).isEqualTo(HeldBytes.MOST);
    }

    @Test
    void aPieceThatIsTakenWhileItsConnectionEndsIsNotHeldForEver() {
        // Given
        put.end();

        // When
        put.take(piece(10));

        // Then
        assertThat(free()).isEqualTo(HeldBytes.MOST);
    }
}
