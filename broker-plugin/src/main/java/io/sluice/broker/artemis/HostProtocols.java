package io.sluice.broker.artemis;

import java.util.List;
import java.util.stream.Stream;

/** Which protocol modules the broker lacks. What Sluice uses of such a module is never called then. */
final class HostProtocols {

    private static final List<Module> MODULES = List.of(
            new Module(
                    "org.apache.activemq.artemis.protocol.amqp.broker.ProtonProtocolManagerFactory",
                    "org/apache/activemq/artemis/protocol/amqp/",
                    "org/apache/qpid/proton/"),
            new Module(
                    "org.apache.activemq.artemis.core.protocol.stomp.StompProtocolManagerFactory",
                    "org/apache/activemq/artemis/core/protocol/stomp/"),
            new Module(
                    "org.apache.activemq.artemis.core.protocol.openwire.OpenWireProtocolManagerFactory",
                    "org/apache/activemq/artemis/core/protocol/openwire/",
                    "org/apache/activemq/command/",
                    "org/apache/activemq/state/"),
            new Module(
                    "org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManagerFactory",
                    "org/apache/activemq/artemis/core/protocol/mqtt/",
                    "io/netty/handler/codec/mqtt/"));

    private final List<String> absentPackages;

    private HostProtocols(List<String> absentPackages) {
        this.absentPackages = absentPackages;
    }

    static HostProtocols visibleTo(ClassLoader host) {
        return new HostProtocols(MODULES.stream()
                .filter(module -> !module.isThere(host))
                .flatMap(Module::packages)
                .toList());
    }

    /** Whether a name, descriptor or message, with slashes or dots, speaks of a class of an absent module. */
    boolean areAbsentIn(String text) {
        String slashed = text.replace('.', '/');
        return absentPackages.stream().anyMatch(slashed::contains);
    }

    private record Module(String factory, String... own) {

        boolean isThere(ClassLoader host) {
            return host.getResource(factory.replace('.', '/') + ".class") != null;
        }

        Stream<String> packages() {
            return Stream.of(own);
        }
    }
}
