package io.sluice.broker.recovery;

import io.sluice.broker.fixture.Worker;
import io.sluice.broker.runtime.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Two brokers in processes of their own on one journal: one lives, the other one waits until it is gone.
 *
 * <p>Clients that fail over name both ports before the second one is open, so these are chosen here.
 */
final class SharedStorePair implements AutoCloseable {

    private static final int STANDS_BY = 503;

    private final Path folder;
    private final List<Integer> ports = List.of(freePort(), freePort());
    private final int health = freePort();
    private final BrokerProcess live;
    private final BrokerProcess backup;

    private SharedStorePair(Path folder, String sluiceYaml) {
        this.folder = folder;
        live = launch("primary", sluiceYaml, "-Dsluice.port.artemis=" + ports.get(0));
        live.awaitReady();
        backup = launch("backup", sluiceYaml, "-Dsluice.port.artemis=" + ports.get(1), "-Dsluice.port.http=" + health);
        Awaitility.await("a backup that stands by")
                .atMost(Worker.PATIENCE.multipliedBy(3))
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> statusOfBackup() == STANDS_BY);
    }

    /** Starts both with everything below this folder. */
    static SharedStorePair in(Path folder, String sluiceYaml) {
        return new SharedStorePair(folder, sluiceYaml);
    }

    private BrokerProcess launch(String role, String sluiceYaml, String... ports) {
        Path etc = BrokerProcess.defaultEtc(folder.resolve(role));
        Path brokerXml = etc.resolve("broker.xml");
        try {
            Files.writeString(etc.resolve("sluice.yaml"), sluiceYaml);
            Files.writeString(
                    brokerXml,
                    Files.readString(brokerXml)
                            .replace("${sluice.data}", folder.resolve("store").toString())
                            .replace(
                                    "<persistence-enabled>",
                                    "<ha-policy><shared-store><" + role + "/></shared-store></ha-policy>"
                                            + "<persistence-enabled>"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return BrokerProcess.launch(etc, folder.resolve(role + "-data"), ports);
    }

    private int statusOfBackup() throws IOException {
        HttpURLConnection request = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + health + "/health").toURL().openConnection();
        return request.getResponseCode();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ports of both, all protocols; the second one is open when {@link #failOver} returns. */
    List<Integer> ports() {
        return ports;
    }

    /** Kills the broker that lives, with -9, and returns when the other one takes connections. */
    void failOver() {
        live.killNine();
        backup.awaitReady();
    }

    @Override
    public void close() {
        live.close();
        backup.close();
    }
}
