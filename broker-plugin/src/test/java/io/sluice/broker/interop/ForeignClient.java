package io.sluice.broker.interop;

import io.sluice.broker.fixture.WorkerKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The rows of the table: a client library, how its application is started, and what its protocol cannot say. */
enum ForeignClient {
    PYTHON_PROTON("python3-qpid-proton", Protocol.AMQP, Program.python("proton_client.py")),
    RHEA("rhea", Protocol.AMQP, Program.node("rhea-client.mjs")),
    QPID_JMS(
            "qpid-jms-client",
            Protocol.AMQP,
            Program.jms("org.apache.qpid.jms.JmsConnectionFactory", "amqp://127.0.0.1:%d", 101, "JMS_AMQP_ACK_TYPE")),
    PROTONJ2("protonj2-client", Protocol.AMQP, Program.java("ProtonProgram")),
    ARTEMIS_JMS(
            "artemis-jakarta-client",
            Protocol.CORE,
            Program.jms(
                    "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory", "tcp://127.0.0.1:%d", 2, "")),
    SPRING_JMS("spring-jms", Protocol.CORE, Program.java("SpringProgram")),
    ACTIVEMQ_JAVAX(
            "activemq-client",
            Protocol.OPENWIRE,
            Program.jms("org.apache.activemq.ActiveMQConnectionFactory", Program.OPENWIRE_URL, 4, "")
                    .withJavax()),
    ACTIVEMQ_JAKARTA(
            "activemq-client",
            Protocol.OPENWIRE,
            Program.jms("org.apache.activemq.ActiveMQConnectionFactory", Program.OPENWIRE_URL, 4, "")
                    .withLibraries("openwire-client")),
    PYTHON_STOMP("python3-stomp", Protocol.STOMP, Program.python("stomp_client.py")),
    STOMPJS("@stomp/stompjs", Protocol.STOMP, Program.node("stompjs-client.mjs")),
    PAHO_3("org.eclipse.paho.client.mqttv3", Protocol.MQTT_3, Program.java("PahoMqtt3Program")),
    PAHO_5("org.eclipse.paho.mqttv5.client", Protocol.MQTT_5, Program.java("PahoMqtt5Program")),
    MQTT_JS("mqtt", Protocol.MQTT_5, Program.node("mqtt-client.mjs"));

    private final String library;
    private final Protocol protocol;
    private final Program program;

    ForeignClient(String library, Protocol protocol, Program program) {
        this.library = library;
        this.protocol = protocol;
        this.program = program;
    }

    /** Name of the package in its registry. */
    String library() {
        return library;
    }

    Protocol protocol() {
        return protocol;
    }

    Program program() {
        return program;
    }

    /** The queue of one scenario of this client. */
    String queue(Scenario scenario) {
        String name = scenario.word() + "."
                + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return scenario.isFifo() ? name + ".fifo" : name;
    }

    /** True if its application settles in a transaction. */
    boolean isTransacted() {
        return this == SPRING_JMS;
    }

    @Override
    public String toString() {
        return library + " (" + protocol.title() + ")";
    }

    /** What a client speaks, and what that cannot say: footnotes by scenario. */
    enum Protocol {
        AMQP("AMQP 1.0", "amqp"),
        CORE("Core", "artemis"),
        OPENWIRE("OpenWire", "artemis"),
        STOMP("STOMP 1.2", "stomp"),
        MQTT_3("MQTT 3.1.1", "mqtt"),
        MQTT_5("MQTT 5", "mqtt");

        private static final String NO_PROPERTIES =
                "A PUBLISH of MQTT 3.1.1 is a topic, a packet identifier, flags and a payload (section 3.3), a PUBACK a"
                        + " packet identifier (section 3.4): there is no place for a property, a receipt handle, a reply"
                        + " address or a negative acknowledgement. MQTT 5 has them.";
        private static final String ONE_GROUP =
                "For want of properties an MQTT 3.1.1 client publishes in one group only, the `defaultMessageGroup` of the"
                        + " queue, and without a deduplication id, with `contentBasedDeduplication`.";
        private static final Map<Protocol, Map<Scenario, String>> LIMITS = limitsByProtocol();

        private final String title;
        private final String acceptor;

        Protocol(String title, String acceptor) {
            this.title = title;
            this.acceptor = acceptor;
        }

        String title() {
            return title;
        }

        /** Name of the acceptor in broker.xml. */
        String acceptor() {
            return acceptor;
        }

        /** What this protocol has no words for, with the section of its specification. */
        Map<Scenario, String> limits() {
            return LIMITS.getOrDefault(this, Map.of());
        }

        /** True if it has an acknowledgement that says that the work failed. */
        boolean canFail() {
            return this != MQTT_3 && this != MQTT_5;
        }

        /** True if a message can say which group it is of, and have an id. */
        boolean canNameGroups() {
            return this != MQTT_3;
        }

        /** A client of another library and another protocol. */
        WorkerKind stranger() {
            WorkerKind.Client client = this == CORE ? WorkerKind.Client.QPID_JMS : WorkerKind.Client.CORE;
            return new WorkerKind(client, WorkerKind.Acknowledgement.INDIVIDUAL);
        }

        private static Map<Protocol, Map<Scenario, String>> limitsByProtocol() {
            Map<Scenario, String> mqtt3 = new EnumMap<>(Scenario.class);
            for (Scenario scenario : List.of(Scenario.RETRY_LATER, Scenario.EXTEND, Scenario.COUNT, Scenario.ORIGIN)) {
                mqtt3.put(scenario, NO_PROPERTIES);
            }
            mqtt3.put(Scenario.FIFO_HELD, ONE_GROUP);
            mqtt3.put(Scenario.FIFO_NUMBER, NO_PROPERTIES);
            return Map.of(MQTT_3, mqtt3);
        }
    }
}
