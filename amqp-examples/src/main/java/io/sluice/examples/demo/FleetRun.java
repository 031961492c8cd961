package io.sluice.examples.demo;

import io.sluice.examples.fleet.FleetEntry;
import io.sluice.examples.fleet.FleetLog;
import io.sluice.examples.process.ChildProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The truck fleet: fifty trucks tell their positions to a stream, by JMS and by MQTT; a map and an archive follow them, each as a
 * consumer group. One consumer of the map is killed, one shard is split, and in the end the archive reads a part again. Used
 * once, by the main thread.
 */
final class FleetRun {

    private static final String STREAM = "fleet";
    private static final String MAP = "map";
    private static final String ARCHIVE = "archive";
    private static final String SPLIT = "shardId-000000000001";
    private static final FleetFacts.Size SIZE = new FleetFacts.Size(50, 40);
    private static final int KILL_AFTER = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;
    private static final String AMQP = "amqp-examples";

    private final Workshop workshop;
    private final Installation installation;
    private final Progress progress;
    private final Duration limit;
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<ChildProcess> workers = new ArrayList<>();

    FleetRun(Workshop workshop, Installation installation, Progress progress, Duration limit) {
        this.workshop = workshop;
        this.installation = installation;
        this.progress = progress;
        this.limit = limit;
    }

    FleetFacts execute(ThrowAwayBroker broker, Connections connections)
            throws IOException, SQLException, InterruptedException {
        try (FleetLog log = FleetLog.open(workshop.databaseUrl())) {
            ChildProcess killed = hire(broker, connections);
            List<ChildProcess> trucks = drive(broker, connections);
            Journey journey = follow(log, killed, broker);
            List<String> said = new ArrayList<>();
            for (ChildProcess sender : trucks) {
                sender.awaitExit(PATIENCE);
                said.add(sender.output().stream().reduce("nothing", (earlier, later) -> later));
            }
            List<FleetEntry> map = log.entries(MAP, 0);
            List<FleetEntry> archive = log.entries(ARCHIVE, 0);
            FleetFacts.Replay replay = replay(log, archive, journey.middle(), broker);
            dismiss();
            return new FleetFacts(SIZE, said, map, archive, journey.killedWith(), journey.split(), replay);
        }
    }

    /**
     * What happened on the way.
     *
     * @param middle a time at which the trucks were half-way
     */
    private record Journey(String killedWith, String split, long middle) {}

    /** Starts the consumers and returns the one that is going to be killed. */
    private ChildProcess hire(ThrowAwayBroker broker, Connections connections)
            throws IOException, InterruptedException {
        String port = "" + connections.amqpPort();
        String map = "io.sluice.examples.amqp.PositionMap";
        ChildProcess killed = worker("map killed", map, "--port", port, "--mode", "slow", "--pause-millis", "20");
        worker("map", map, "--port", port);
        worker("archive", "io.sluice.examples.stomp.PositionArchive", "--port", "" + broker.port("stomp"));
        for (ChildProcess worker : workers) {
            String ready = worker.name() + " is ready";
            worker.awaitLine(ready::equals, PATIENCE);
        }
        progress.step("started two consumers of the map by AMQP and the archive by STOMP");
        return killed;
    }

    private List<ChildProcess> drive(ThrowAwayBroker broker, Connections connections) throws IOException {
        String half = "" + SIZE.trucks() / 2;
        String each = "" + SIZE.positionsEach();
        ChildProcess jms = start(
                "trucks with JMS",
                "jms-client-examples",
                "io.sluice.examples.jms.TruckFleet",
                List.of("--jndi", connections.core().toString(), "--trucks", half, "--positions", each));
        ChildProcess mqtt = start(
                "trucks with MQTT",
                AMQP,
                "io.sluice.examples.mqtt.MqttTruckFleet",
                List.of("--port", "" + broker.port("mqtt"), "--first", half, "--trucks", half, "--positions", each));
        progress.step(SIZE.trucks() + " trucks are driving, half of them with JMS and half with MQTT");
        return List.of(jms, mqtt);
    }

    private Journey follow(FleetLog log, ChildProcess killed, ThrowAwayBroker broker)
            throws IOException, SQLException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int all = SIZE.positions();
        int map = 0;
        int archive = 0;
        Journey journey = new Journey("", "", 0);
        while ((map < all || archive < all) && System.nanoTime() - deadline < 0) {
            never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            map = log.positions(MAP);
            archive = log.positions(ARCHIVE);
            progress.show("positions on the map " + map + ", in the archive " + archive + " of " + all);
            noneEnded();
            if (journey.killedWith().isEmpty() && log.entriesOf(killed.name()) >= KILL_AFTER) {
                String position = DemoRun.kill(killed);
                workers.remove(killed);
                progress.step("killed a consumer of the map (kill -9) with " + position + " in hand");
                journey = new Journey(position, journey.split(), journey.middle());
            }
            if (journey.split().isEmpty() && archive > all / 4) {
                sluice(broker, "split", STREAM, SPLIT);
                progress.step("split " + SPLIT + " in two");
                journey = new Journey(journey.killedWith(), SPLIT, journey.middle());
            }
            if (journey.middle() == 0 && archive > all / 2) {
                journey = new Journey(journey.killedWith(), journey.split(), System.currentTimeMillis());
            }
        }
        progress.step("positions on the map " + map + ", in the archive " + archive + " of " + all);
        return journey;
    }

    /** Has the archive read again what came from the middle on. */
    private FleetFacts.Replay replay(FleetLog log, List<FleetEntry> archive, long from, ThrowAwayBroker broker)
            throws IOException, SQLException, InterruptedException {
        long expected =
                archive.stream().filter(entry -> entry.arrivalMillis() >= from).count();
        sluice(broker, "seek", STREAM, ARCHIVE, Instant.ofEpochMilli(from).toString());
        long deadline = System.nanoTime() + limit.toNanos();
        while (log.entriesOfGroup(ARCHIVE) < archive.size() + expected && System.nanoTime() - deadline < 0) {
            never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        List<FleetEntry> again = log.entries(ARCHIVE, archive.size());
        progress.step("the archive read " + again.size() + " positions again, from the middle on");
        return new FleetFacts.Replay(from, again);
    }

    /** Runs {@code bin/sluice stream}. */
    private void sluice(ThrowAwayBroker broker, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("stream"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", "tcp://127.0.0.1:" + broker.port("artemis")));
        ChildProcess command =
                start("sluice stream " + arguments[0], "broker-plugin", "io.sluice.broker.runtime.Main", all);
        if (command.awaitExit(PATIENCE) != 0) {
            throw new IllegalStateException(command.name() + " failed" + command.lastWords());
        }
    }

    private void noneEnded() {
        for (ChildProcess worker : workers) {
            if (!worker.isAlive()) {
                throw new IllegalStateException(worker.name() + " ended unexpectedly" + worker.lastWords());
            }
        }
    }

    private void dismiss() throws InterruptedException {
        workers.forEach(ChildProcess::askToStop);
        for (ChildProcess worker : workers) {
            worker.stop();
        }
    }

    private ChildProcess worker(String name, String main, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--name", name, "--database", workshop.databaseUrl()));
        arguments.addAll(List.of(more));
        ChildProcess worker = start(name, AMQP, main, arguments);
        workers.add(worker);
        return worker;
    }

    private ChildProcess start(String name, String module, String main, List<String> arguments) throws IOException {
        return workshop.keep(
                ChildProcess.start(name, installation.classPath(module), List.of("-Xmx96m"), main, arguments));
    }
}
