package io.sluice.broker.artemis.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQNotConnectedException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ClientSessionInternal;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionResponseMessage;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReattachGuardIT {

    private static final String QUEUE = "work";
    private static final int WINDOW = 1024 * 1024;
    private static final Duration WAIT = Duration.ofSeconds(20);
    /** Also how long a client waits in vain for the close of a session that has been taken away from it. */
    private static final long CALL_TIMEOUT_MILLIS = 4_000;

    @TempDir
    private Path data;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ActiveMQServer server;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void withoutTheGuardArtemisHandsASessionToAConnectionWithoutLogin() throws Exception {
        // Given
        startBroker(false);
        String victim = ((ClientSessionInternal) login(connect(), "alice")).getName();
        CoreRemotingConnection stranger = connectionOf(connect());

        // When
        ReattachSessionResponseMessage answer = reattach(stranger, victim);

        // Then: if this fails, Artemis has closed the hole itself and the guard can go
        assertThat(answer.isReattached()).isTrue();
    }

    @Test
    void refusesAConnectionWithoutLoginAndLeavesTheSessionToItsOwner() throws Exception {
        // Given
        startBroker(true);
        ClientSession owner = login(connect(), "alice");
        CoreRemotingConnection stranger = connectionOf(connect());

        // When
        ReattachSessionResponseMessage answer = reattach(stranger, ((ClientSessionInternal) owner).getName());

        // Then
        assertThat(answer.isReattached()).isFalse();
        assertThat(stranger.isDestroyed()).isFalse();
        owner.createProducer(QUEUE).send(owner.createMessage(true));
        Awaitility.await()
                .atMost(WAIT)
                .untilAsserted(() -> assertThat(
                                owner.queueQuery(SimpleString.of(QUEUE)).getMessageCount())
                        .isEqualTo(1));
    }

    @Test
    void refusesAnotherUserWhoHasLoggedIn() throws Exception {
        // Given
        startBroker(true);
        String victim = ((ClientSessionInternal) login(connect(), "alice")).getName();
        ClientSessionFactory mallory = connect();
        login(mallory, "mallory");

        // When
        ReattachSessionResponseMessage answer = reattach(connectionOf(mallory), victim);

        // Then
        assertThat(answer.isReattached()).isFalse();
    }

    @Test
    void letsAUserWhoHasLoggedInReattachAnOwnSession() throws Exception {
        // Given
        startBroker(true);
        String own = ((ClientSessionInternal) login(connect(), "alice")).getName();
        ClientSessionFactory second = connect();
        login(second, "alice");

        // When
        ReattachSessionResponseMessage answer = reattach(connectionOf(second), own);

        // Then
        assertThat(answer.isReattached()).isTrue();
    }

    @Test
    void aClientThatLostItsConnectionCarriesOnWithNothingLost() throws Exception {
        // Given
        startBroker(true);
        ClientSession session = login(connect(), "alice");
        ClientProducer producer = session.createProducer(QUEUE);
        for (int i = 0; i < 10; i++) {
            producer.send(session.createMessage(true).putIntProperty("i", i));
        }
        ClientConsumer consumer = session.createConsumer(QUEUE);
        session.start();
        consumer.receive(5_000).acknowledge();
        session.commit();

        // When
        ((ClientSessionInternal) session).getConnection().fail(new ActiveMQNotConnectedException("cable cut"));

        // Then
        List<Integer> received = new ArrayList<>();
        ClientMessage message = consumer.receive(10_000);
        while (message != null) {
            received.add(message.getIntProperty("i"));
            message.acknowledge();
            session.commit();
            message = received.size() == 9 ? consumer.receiveImmediate() : consumer.receive(10_000);
        }
        assertThat(received).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void theSessionLeftBehindByALostConnectionIsClosedAtOnce() throws Exception {
        // Given
        startBroker(true);
        ClientSession session = login(connect(), "alice");

        // When
        ((ClientSessionInternal) session).getConnection().fail(new ActiveMQNotConnectedException("cable cut"));

        // Then
        Awaitility.await()
                .atMost(WAIT)
                .untilAsserted(() -> assertThat(server.getSessions()).hasSize(1));
        assertThat(session.isClosed()).isFalse();
    }

    private void startBroker(boolean guarded) throws Exception {
        SecurityConfiguration users = new SecurityConfiguration();
        for (String user : List.of("alice", "mallory")) {
            users.addUser(user, user);
            users.addRole(user, "amq");
        }
        Role everything = new Role("amq", true, true, true, true, true, true, false, true, true, true, false, false);
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setLargeMessagesDirectory(data.resolve("large").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setSecurityEnabled(true)
                .putSecurityRoles("#", Set.of(everything))
                .addQueueConfiguration(QueueConfiguration.of(QUEUE).setRoutingType(RoutingType.ANYCAST))
                .addAcceptorConfiguration("core", "tcp://127.0.0.1:0?protocols=CORE");
        if (guarded) {
            configuration.registerBrokerPlugin(new ReattachGuardPlugin());
        }
        server = new ActiveMQServerImpl(
                configuration, new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users));
        server.start();
        open.add(server::stop);
    }

    private ClientSessionFactory connect() throws Exception {
        int port = server.getRemotingService().getAcceptor("core").getActualPort();
        ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + port)
                .setConfirmationWindowSize(WINDOW)
                .setCallTimeout(CALL_TIMEOUT_MILLIS)
                .setReconnectAttempts(-1)
                .setRetryInterval(50);
        open.add(locator);
        return locator.createSessionFactory();
    }

    private ClientSession login(ClientSessionFactory factory, String user) throws Exception {
        return factory.createSession(user, user, false, true, false, false, 0);
    }

    private static CoreRemotingConnection connectionOf(ClientSessionFactory factory) {
        return (CoreRemotingConnection) factory.getConnection();
    }

    private static ReattachSessionResponseMessage reattach(CoreRemotingConnection connection, String session)
            throws Exception {
        return (ReattachSessionResponseMessage) connection
                .getChannel(1, -1)
                .sendBlocking(new ReattachSessionMessage(session, -1), PacketImpl.REATTACH_SESSION_RESP);
    }
}
