package io.sluice.broker.artemis.embedded;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.broker.access.DevelopmentLogin;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.HAPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.SharedStoreBackupPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.SharedStorePrimaryPolicyConfiguration;
import org.apache.activemq.artemis.core.remoting.server.RemotingService;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerBasePlugin;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.apache.activemq.artemis.utils.JsonLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Artemis broker in this process, configured by a broker.xml.
 *
 * <p>Life: {@link #read}, {@link #start}, {@link #stop}. Start and stop are called by one thread at a time; the
 * questions may be asked by any thread. Artemis does not throw when a start fails half-way (a port in use, a journal
 * it cannot read); {@code start} finds that out and throws.
 */
public final class EmbeddedBroker {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final long ACTIVATION_POLL_MILLIS = 200;
    private static final long ACTIVATION_TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** Our own lock on the data folder comes first; this is for another program on the same journal. */
    private static final long LOCK_TIMEOUT_MILLIS = 5_000;

    private static final long FOR_EVER = -1;

    private final Path file;
    private final Configuration configuration;
    private final LoopbackOnlyLogin logins;
    private final ActiveMQServer server;
    private final LongSupplier nanoClock;

    private volatile @Nullable Exception activationFailure;

    private EmbeddedBroker(Path file, Configuration configuration, LongSupplier nanoClock) {
        this.file = file;
        this.configuration = configuration;
        this.nanoClock = nanoClock;
        this.logins = new LoopbackOnlyLogin(configuration);
        this.server = new ActiveMQServerImpl(configuration, ManagementFactory.getPlatformMBeanServer(), logins);
    }

    /**
     * Reads a broker.xml and prepares the broker; nothing is opened yet.
     *
     * @param brokerXml the file; {@code ${…}} in it is replaced by system properties
     * @param plugins registered unless the file names a plugin of the same class
     * @param nanoClock monotonic nanoseconds
     */
    public static EmbeddedBroker read(
            Path brokerXml, BrokerPlugins plugins, MeterRegistry meters, LongSupplier nanoClock)
            throws StartRefusedException {
        Configuration configuration = BrokerFile.read(brokerXml);
        if (configuration.getJournalLockAcquisitionTimeout() == FOR_EVER && !sharesItsStore(configuration)) {
            configuration.setJournalLockAcquisitionTimeout(LOCK_TIMEOUT_MILLIS);
        }
        MetricsRegistry.addTo(configuration, meters);
        for (ActiveMQServerBasePlugin plugin : plugins.plugins()) {
            if (configuration.getBrokerPlugins().stream().noneMatch(named -> named.getClass() == plugin.getClass())) {
                configuration.registerBrokerPlugin(plugin);
            }
        }
        return new EmbeddedBroker(brokerXml, configuration, nanoClock);
    }

    /** Whether it is one of a pair on the same journal, of which one waits as long as the other lives. */
    private static boolean sharesItsStore(Configuration configuration) {
        HAPolicyConfiguration pair = configuration.getHAPolicyConfiguration();
        return pair instanceof SharedStorePrimaryPolicyConfiguration
                || pair instanceof SharedStoreBackupPolicyConfiguration;
    }

    /** Where broker.xml wants the HTTP server; empty if nowhere. */
    public Optional<Endpoint> httpEndpoint() {
        return Acceptors.httpOf(configuration);
    }

    /**
     * Starts the broker and waits until every acceptor takes connections. A broker configured as the backup of another
     * waits as long as the other lives.
     *
     * @param dataFolder where the measured speed of the disk is kept
     * @throws StartRefusedException if it cannot run; what had been started is stopped again
     */
    public void start(Path dataFolder) throws StartRefusedException {
        Optional<String> refusal =
                DevelopmentLogin.refusal(Acceptors.listenersOf(configuration), logins.acceptsDevelopmentLogin());
        if (refusal.isPresent()) {
            throw new StartRefusedException(refusal.get());
        }
        FreePorts.require(configuration);
        new JournalCalibration(dataFolder, new DiskProbe(nanoClock)).applyTo(configuration);
        server.registerActivationFailureListener(failure -> activationFailure = failure);
        boolean started = false;
        try {
            startServer();
            requireActive();
            requireAcceptors();
            started = true;
        } finally {
            if (!started) {
                stopAfterFailure();
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // Artemis' start throws Exception
    private void startServer() throws StartRefusedException {
        try {
            server.start();
        } catch (Exception e) {
            throw refused(e);
        }
    }

    private void requireActive() throws StartRefusedException {
        long begin = nanoClock.getAsLong();
        try {
            while (!server.waitForActivation(ACTIVATION_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                Exception failure = activationFailure;
                if (failure != null) {
                    throw refused(failure);
                }
                boolean isPrimary =
                        server.getHAPolicy() == null || !server.getHAPolicy().isBackup();
                if (isPrimary && nanoClock.getAsLong() - begin > ACTIVATION_TIMEOUT_NANOS) {
                    throw new StartRefusedException("The broker described by " + file
                            + " did not become active within ten minutes; the log above says what it was doing.");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("The start of the broker was interrupted.", e);
        }
        Exception failure = activationFailure;
        if (failure != null) {
            throw refused(failure);
        }
    }

    private void requireAcceptors() throws StartRefusedException {
        for (TransportConfiguration wanted : configuration.getAcceptorConfigurations()) {
            Acceptor acceptor = server.getRemotingService().getAcceptor(wanted.getName());
            if (acceptor == null || (acceptor.isAutoStart() && !acceptor.isStarted())) {
                throw new StartRefusedException("The acceptor '" + wanted.getName() + "' of " + file
                        + " did not start; the log above says why.");
            }
        }
    }

    private StartRefusedException refused(Exception failure) {
        Throwable ours = Causes.oursIn(failure);
        return new StartRefusedException(
                ours == null
                        ? "The broker described by " + file + " could not start: " + Causes.messageOf(failure)
                        : String.valueOf(ours.getMessage()),
                failure);
    }

    @SuppressWarnings("IllegalCatch") // the first failure is the one to tell
    private void stopAfterFailure() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.debug("Stopping a broker that did not start", e);
        }
    }

    /** The ports that take connections now, with their real numbers, by name; HTTP is not ours. */
    public List<Endpoint> boundEndpoints() {
        List<Endpoint> bound = new ArrayList<>();
        for (TransportConfiguration wanted : configuration.getAcceptorConfigurations()) {
            Acceptor acceptor = server.getRemotingService().getAcceptor(wanted.getName());
            if (acceptor != null && acceptor.getActualPort() > 0) {
                bound.add(new Endpoint(wanted.getName(), Acceptors.host(wanted), acceptor.getActualPort()));
            }
        }
        bound.sort(Comparator.comparing(Endpoint::name));
        return bound;
    }

    /** What the broker would tell about itself now. */
    public Status status() {
        RemotingService remoting = server.getRemotingService();
        boolean active = server.isActive() && remoting != null && remoting.isStarted();
        return new Status(active, server.getVersion().getFullVersion());
    }

    /** Tells {@code listener} why, when a disk error makes Artemis stop by itself. */
    public void onDiskError(Consumer<String> listener) {
        server.registerIOCriticalErrorListener(
                (cause, message, at) -> listener.accept(message + (at == null ? "" : " (" + at + ")") + ": " + cause));
    }

    /** Closes every connection and the journal. Harmless if the broker is not running. */
    public void stop() throws Exception {
        server.stop();
    }

    /**
     * State of the broker at one moment.
     *
     * @param active whether it is up and takes connections
     * @param version of Artemis
     */
    public record Status(boolean active, String version) {

        /** As a JSON object: {@code status} UP or DOWN, {@code broker}, {@code version}. */
        public String json() {
            return JsonLoader.createObjectBuilder()
                    .add("status", active ? "UP" : "DOWN")
                    .add("broker", active ? "active" : "inactive")
                    .add("version", version)
                    .build()
                    .toString();
        }
    }
}
