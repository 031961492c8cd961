package io.sluice.examples.demo;

import io.sluice.examples.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The workers of the demo, each a process: three that work, a slow one, one that hangs, one that will be killed. */
final class Crew {

    static final String HUNG = "hung";
    static final String KILLED = "killed";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String JMS = "io.sluice.examples.jms.OrderWorker";
    private static final String AMQP = "io.sluice.examples.amqp.OrderAmqpWorker";

    private final Workshop workshop;
    private final Installation installation;
    private final Map<String, Member> members = new LinkedHashMap<>();

    private Crew(Workshop workshop, Installation installation) {
        this.workshop = workshop;
        this.installation = installation;
    }

    /** Starts them all and waits until each has its consumer. */
    static Crew start(Workshop workshop, Installation installation, Connections connections)
            throws IOException, InterruptedException {
        Crew crew = new Crew(workshop, installation);
        crew.jms(HUNG, "Artemis JMS", connections.core(), "--mode", "hang");
        crew.jms(KILLED, "Artemis JMS", connections.core(), "--mode", "slow", "--pause-millis", "50");
        crew.jms("slow", "Artemis JMS", connections.core(), "--mode", "slow", "--pause-millis", "300");
        crew.jms("core", "Artemis JMS", connections.core());
        crew.jms("qpid", "Qpid JMS", connections.qpid());
        crew.start("proton", "protonj2", "amqp-examples", AMQP, List.of("--port", "" + connections.amqpPort()));
        for (Member member : crew.members.values()) {
            String ready = member.process().name() + " is ready";
            member.process().awaitLine(ready::equals, PATIENCE);
        }
        return crew;
    }

    ChildProcess member(String name) {
        Member member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException("no worker " + name);
        }
        return member.process();
    }

    String client(String name) {
        return members.containsKey(name) ? members.get(name).client() : "";
    }

    List<String> names() {
        return List.copyOf(members.keySet());
    }

    /** Those that ended without being asked to. */
    List<String> ended() {
        return members.values().stream()
                .map(Member::process)
                .filter(process -> !process.isAlive())
                .map(ChildProcess::name)
                .toList();
    }

    /** Asks each to finish its order and end. */
    void stop() throws InterruptedException {
        for (Member member : members.values()) {
            member.process().stop();
        }
    }

    private void jms(String name, String client, Path jndi, String... mode) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--jndi", jndi.toString()));
        arguments.addAll(List.of(mode));
        start(name, client, "jms-client-examples", JMS, arguments);
    }

    private void start(String name, String client, String module, String main, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--name", name, "--database", workshop.databaseUrl()));
        arguments.addAll(more);
        ChildProcess process = workshop.keep(
                ChildProcess.start(name, installation.classPath(module), List.of("-Xmx128m"), main, arguments));
        members.put(name, new Member(process, client));
    }

    private record Member(ChildProcess process, String client) {}
}
