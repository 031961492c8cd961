package io.sluice.broker.artemis.stream.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.log.DiskStreamFolder;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWindowsTest {

    private static final ShardId S0 = new ShardId(0);
    private static final ShardId S1 = new ShardId(1);
    private static final ShardId S2 = new ShardId(2);

    @TempDir
    Path folder;

    private StreamLog log;
    private final ShardWindows windows = new ShardWindows();

    @BeforeEach
    void readThreeShards() throws Exception {
        log = new StreamLog(new DiskStreamFolder(folder, SegmentListener.NONE), "telemetry", SegmentListener.NONE);
        for (ShardId shard : new ShardId[] {S0, S1, S2}) {
            windows.add(log.open(shard, 1, SegmentLimits.DEFAULT));
            windows.restart(shard, 1);
        }
    }

    @AfterEach
    void close() throws Exception {
        log.close();
    }

    private ShardWindow window(ShardId shard) {
        return Objects.requireNonNull(windows.of(shard));
    }

    @Test
    void aShardThatIsReadFromAPlaceIsDue() {
        assertThat(windows.takeDue()).extracting(ShardWindow::shard).containsExactly(S0, S1, S2);
        assertThat(windows.takeDue()).isEmpty();
        assertThat(windows.open()).isEqualTo(3);
    }

    @Test
    void aRecordOfOneShardMakesNoOtherDue() {
        // Given
        windows.takeDue();

        // When
        windows.addDue(Set.of(S1, new ShardId(7)));

        // Then
        assertThat(windows.takeDue()).extracting(ShardWindow::shard).containsExactly(S1);
    }

    @Test
    void isDueOnceHoweverOftenThatIsSaid() {
        // Given
        windows.takeDue();

        // When
        windows.addDue(Set.of(S2));
        windows.addDue(window(S2));
        windows.addDue(window(S0));
        windows.addDue(window(S2));

        // Then
        assertThat(windows.takeDue()).extracting(ShardWindow::shard).containsExactly(S2, S0);
    }

    @Test
    void isDueAgainIfThatIsSaidAfterItWasTaken() {
        // Given
        windows.takeDue();
        windows.addDue(window(S0));
        windows.takeDue();

        // When
        windows.addDue(window(S0));

        // Then
        assertThat(windows.takeDue()).containsExactly(window(S0));
    }

    @Test
    void whatIsNotReadAnyMoreIsNotDue() {
        // When
        windows.stop(S0);
        ShardWindow removed = windows.remove(S1);

        // Then
        assertThat(windows.takeDue()).extracting(ShardWindow::shard).containsExactly(S2);
        assertThat(windows.open()).isEqualTo(1);
        assertThat(removed).isNotNull().matches(window -> !window.isOpen() && !windows.has(window));
        assertThat(windows.shards()).containsExactlyInAnyOrder(S0, S2);
    }

    @Test
    void whatIsReadAgainIsDueAgain() {
        // Given
        windows.stop(S0);
        windows.takeDue();

        // When
        windows.restart(S0, 1);
        windows.restart(S0, 1);

        // Then
        assertThat(windows.takeDue()).extracting(ShardWindow::shard).containsExactly(S0);
        assertThat(windows.open()).isEqualTo(3);
    }

    @Test
    void anyMayBeDueWhenTheShardsAreOthers() {
        // Given
        windows.takeDue();

        // When
        windows.addAllDue();

        // Then
        assertThat(windows.takeDue()).extracting(ShardWindow::shard).containsExactlyInAnyOrder(S0, S1, S2);
    }
}
