package io.sluice.broker.artemis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.ArtemisConstants;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCalibrationTest {

    private static final int ARTEMIS_DEFAULT = ArtemisConstants.DEFAULT_JOURNAL_BUFFER_TIMEOUT_NIO;

    @TempDir
    private Path data;

    private final AtomicInteger measured = new AtomicInteger();

    @AfterEach
    void forgetTheSwitch() {
        System.clearProperty(JournalCalibration.SWITCH);
    }

    @Test
    void measuresANewDataFolderAndReusesTheResult() throws Exception {
        // Given
        Configuration first = configuration();
        Configuration second = configuration();

        // When
        calibration(Duration.ofNanos(123_456)).applyTo(first);
        calibration(Duration.ofNanos(999_999)).applyTo(second);

        // Then
        assertThat(first.getJournalBufferTimeout_NIO()).isEqualTo(123_456);
        assertThat(second.getJournalBufferTimeout_NIO()).isEqualTo(123_456);
        assertThat(measured).hasValue(1);
    }

    @Test
    void measuresAgainWhenTheJournalTypeChanges() throws Exception {
        // Given
        calibration(Duration.ofNanos(123_456)).applyTo(configuration());
        Configuration mapped = configuration().setJournalType(JournalType.MAPPED);

        // When
        calibration(Duration.ofNanos(5_000)).applyTo(mapped);

        // Then
        assertThat(mapped.getJournalBufferTimeout_NIO()).isEqualTo(5_000);
    }

    @Test
    void measuresAgainWhenTheKeptResultIsDamaged() throws Exception {
        // Given
        Files.writeString(data.resolve(JournalCalibration.FILE), "bufferTimeoutNanos=nonsense");
        Configuration configuration = configuration();

        // When
        calibration(Duration.ofNanos(5_000)).applyTo(configuration);

        // Then
        assertThat(configuration.getJournalBufferTimeout_NIO()).isEqualTo(5_000);
    }

    @Test
    void leavesAValueOfBrokerXmlAlone() throws Exception {
        // Given
        Configuration configuration = configuration().setJournalBufferTimeout_NIO(42);

        // When
        calibration(Duration.ofNanos(5_000)).applyTo(configuration);

        // Then
        assertThat(configuration.getJournalBufferTimeout_NIO()).isEqualTo(42);
        assertThat(measured).hasValue(0);
    }

    @Test
    void canBeTurnedOff() throws Exception {
        // Given
        System.setProperty(JournalCalibration.SWITCH, "false");
        Configuration configuration = configuration();

        // When
        calibration(Duration.ofNanos(5_000)).applyTo(configuration);

        // Then
        assertThat(configuration.getJournalBufferTimeout_NIO()).isEqualTo(ARTEMIS_DEFAULT);
        assertThat(data.resolve(JournalCalibration.FILE)).doesNotExist();
    }

    @Test
    void usesAFigureJustBelowArtemisDefault() throws Exception {
        // Given
        Configuration configuration = configuration();

        // When
        calibration(Duration.ofNanos(ARTEMIS_DEFAULT - 1)).applyTo(configuration);

        // Then
        assertThat(configuration.getJournalBufferTimeout_NIO()).isEqualTo(ARTEMIS_DEFAULT - 1);
        assertThat(data.resolve(JournalCalibration.FILE)).exists();
    }

    @Test
    void keepsArtemisDefaultOnASlowOrBusyDiskAndMeasuresAgainNextTime() throws Exception {
        // Given
        Configuration configuration = configuration();

        // When
        calibration(Duration.ofNanos(ARTEMIS_DEFAULT)).applyTo(configuration);
        calibration(Duration.ofSeconds(30)).applyTo(configuration);

        // Then
        assertThat(configuration.getJournalBufferTimeout_NIO()).isEqualTo(ARTEMIS_DEFAULT);
        assertThat(measured).hasValue(2);
        assertThat(data.resolve(JournalCalibration.FILE)).doesNotExist();
    }

    @Test
    void measuresARealDiskAndLeavesNothingBehind() throws Exception {
        // Given
        Path journal = data.resolve("journal");

        // When
        Duration perWrite = new DiskProbe(System::nanoTime).measure(journal, JournalType.NIO, true);

        // Then
        assertThat(perWrite).isPositive().isLessThan(Duration.ofSeconds(1));
        assertThat(journal).isEmptyDirectory();
    }

    private JournalCalibration calibration(Duration perWrite) {
        return new JournalCalibration(data, new DiskProbe(System::nanoTime) {
            @Override
            Duration measure(Path folder, JournalType type, boolean datasync) {
                measured.incrementAndGet();
                return perWrite;
            }
        });
    }

    private Configuration configuration() {
        return new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalBufferTimeout_NIO(ARTEMIS_DEFAULT)
                .setJournalDirectory(data.resolve("journal").toString());
    }
}
