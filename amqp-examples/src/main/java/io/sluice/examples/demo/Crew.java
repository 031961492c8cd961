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
        crew.jms(HUNG, "hangs with its first order", "Artemis JMS", connections.core(), "--mode", "hang");
        crew.jms(
                KILLED,
                "killed with an order in hand",
                "Artemis JMS",
                connections.core(),
                "--mode",
                "slow",
                "--pause-millis",
                "150");
        crew.jms(
                "slow",
                "takes 0.3 s for each order",
                "Artemis JMS",
                connections.core(),
                "--mode",
                "slow",
                "--pause-millis",
                "300");
        crew.jms("core", "works", "Artemis JMS", connections.core());
        crew.jms("qpid", "works", "Qpid JMS", connections.qpid());
        crew.amqp("proton", "works", "protonj2", connections.amqpPort());
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

    List<Member> members() {
        return List.copyOf(members.values());
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
        members.values().forEach(member -> member.process().askToStop());
        for (Member member : members.values()) {
            member.process().stop();
        }
    }

    private void jms(String name, String fate, String client, Path jndi, String... mode) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--jndi", jndi.toString()));
        arguments.addAll(List.of(mode));
        members.put(name, new Member(start(name, "jms-client-examples", JMS, arguments), client, fate));
    }

    private void amqp(String name, String fate, String client, int port) throws IOException {
        ChildProcess process = start(name, "amqp-examples", AMQP, List.of("--port", "" + port));
        members.put(name, new Member(process, client, fate));
    }

    private ChildProcess start(String name, String module, String main, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--name", name, "--database", workshop.databaseUrl()));
        arguments.addAll(more);
        return workshop.keep(
                ChildProcess.start(name, installation.classPath(module), List.of("-Xmx128m"), main, arguments));
    }

    /**
     * A worker.
     *
     * @param client the library it uses
     * @param fate what it does, or what is done to it, in words
     */
    record Member(ChildProcess process, String client, String fate) {}
}
