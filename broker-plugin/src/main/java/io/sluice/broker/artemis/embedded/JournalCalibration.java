package io.sluice.broker.artemis.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.activemq.artemis.ArtemisConstants;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.JournalType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the journal's buffer timeout to what the disk can do. The journal collects writes for this long before it
 * synchronises them: Artemis' fixed default makes a lone sender on a fast disk wait several times longer than a
 * synchronised write takes. The disk is measured when a data folder is first used, as {@code artemis create} does; the
 * result is kept in the data folder. A figure above Artemis' default (a slow disk, or one that was busy just then) is
 * not used: a longer wait gains nothing, because writes gather anyway while the disk is at work.
 *
 * <p>A {@code journal-buffer-timeout} in broker.xml wins, and {@code -Dsluice.journal.calibration=false} leaves
 * Artemis' default in force.
 */
final class JournalCalibration {

    static final String SWITCH = "sluice.journal.calibration";
    static final String FILE = "journal-calibration.properties";

    private static final Logger LOG = LoggerFactory.getLogger(JournalCalibration.class);
    private static final String TIMEOUT = "bufferTimeoutNanos";
    private static final String JOURNAL = "journal";

    private final Path file;
    private final DiskProbe probe;

    JournalCalibration(Path dataFolder, DiskProbe probe) {
        this.file = dataFolder.resolve(FILE);
        this.probe = probe;
    }

    /** Sets the timeout in {@code configuration}, measuring if this data folder has not been measured yet. */
    void applyTo(Configuration configuration) throws StartRefusedException {
        if (!configuration.isPersistenceEnabled() || configuration.isUsingDatabasePersistence()) {
            return;
        }
        if (isTimeoutGiven(configuration)) {
            LOG.info("Journal: {}, buffer timeout as in broker.xml", journalOf(configuration));
        } else if (!Boolean.parseBoolean(System.getProperty(SWITCH, "true"))) {
            LOG.info("Journal: {}, buffer timeout not calibrated ({}=false)", journalOf(configuration), SWITCH);
        } else {
            calibrate(configuration);
        }
    }

    private void calibrate(Configuration configuration) throws StartRefusedException {
        Optional<Integer> known = load(configuration);
        if (known.isPresent()) {
            setTimeout(configuration, known.get());
            LOG.debug("Journal: {}, buffer timeout {} ns as measured before", journalOf(configuration), known.get());
            return;
        }
        try {
            Duration perWrite = probe.measure(
                    configuration.getJournalLocation().toPath(),
                    configuration.getJournalType(),
                    configuration.isJournalDatasync());
            adopt(configuration, perWrite);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The disk under the journal folder " + configuration.getJournalLocation()
                            + " cannot be written to: " + Causes.messageOf(e),
                    e);
        }
    }

    private void adopt(Configuration configuration, Duration perWrite) throws IOException {
        double millis = perWrite.toNanos() / 1_000_000.0;
        if (perWrite.toNanos() >= defaultOf(configuration)) {
            LOG.info(
                    "Journal: {}, a synchronised 4 KiB write takes {} ms: the disk is slow or busy, buffer timeout left"
                            + " as it is and measured again at the next start",
                    journalOf(configuration),
                    millis);
            return;
        }
        int nanos = Math.max(1, Math.toIntExact(perWrite.toNanos()));
        setTimeout(configuration, nanos);
        store(journalOf(configuration), nanos);
        LOG.info(
                "Journal: {}, a synchronised 4 KiB write takes {} ms; buffer timeout set to that, kept in {}",
                journalOf(configuration),
                millis,
                file);
    }

    private static boolean isTimeoutGiven(Configuration configuration) {
        int timeout = configuration.getJournalType() == JournalType.ASYNCIO
                ? configuration.getJournalBufferTimeout_AIO()
                : configuration.getJournalBufferTimeout_NIO();
        return timeout != defaultOf(configuration);
    }

    private static int defaultOf(Configuration configuration) {
        return configuration.getJournalType() == JournalType.ASYNCIO
                ? ArtemisConstants.DEFAULT_JOURNAL_BUFFER_TIMEOUT_AIO
                : ArtemisConstants.DEFAULT_JOURNAL_BUFFER_TIMEOUT_NIO;
    }

    private static void setTimeout(Configuration configuration, int nanos) {
        if (configuration.getJournalType() == JournalType.ASYNCIO) {
            configuration.setJournalBufferTimeout_AIO(nanos);
        } else {
            configuration.setJournalBufferTimeout_NIO(nanos);
        }
    }

    /** What the measured figure depends on: with another journal type or without synchronising it is void. */
    private static String journalOf(Configuration configuration) {
        return configuration.getJournalType() + (configuration.isJournalDatasync() ? "" : " without datasync");
    }

    private Optional<Integer> load(Configuration configuration) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties stored = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            stored.load(in);
            int nanos = Integer.parseInt(stored.getProperty(TIMEOUT, ""));
            boolean usable = nanos > 0
                    && nanos < defaultOf(configuration)
                    && journalOf(configuration).equals(stored.getProperty(JOURNAL));
            return usable ? Optional.of(nanos) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be used and is measured again: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private void store(String journal, int nanos) throws IOException {
        Properties measured = new Properties();
        measured.setProperty(TIMEOUT, Integer.toString(nanos));
        measured.setProperty(JOURNAL, journal);
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            measured.store(out, "Measured by Sluice; delete this file to have the disk measured again.");
        }
    }
}
