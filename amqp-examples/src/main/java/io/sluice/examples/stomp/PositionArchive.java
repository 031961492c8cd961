package io.sluice.examples.stomp;

import io.sluice.examples.fleet.FleetEntry;
import io.sluice.examples.fleet.FleetLog;
import io.sluice.examples.fleet.Position;
import io.sluice.examples.process.Program;
import io.sluice.examples.process.StopSignal;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Archives the positions of trucks: a consumer group of a stream read by STOMP, each record acknowledged when it is stored. */
@Command(
        name = "PositionArchive",
        mixinStandardHelpOptions = true,
        description = "Stores the positions of trucks until it is stopped.")
public final class PositionArchive implements Callable<Integer> {

    private static final int RECEIVE_MILLIS = 250;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "61613", description = "default: ${DEFAULT-VALUE}")
    private int port = 61613;

    @Option(names = "--user", defaultValue = "sluice", description = "default: ${DEFAULT-VALUE}")
    private String user = "sluice";

    @Option(names = "--password", defaultValue = "sluice", description = "default: the development login")
    private String password = "sluice";

    @Option(names = "--stream", defaultValue = "fleet", description = "default: ${DEFAULT-VALUE}")
    private String stream = "fleet";

    @Option(names = "--group", defaultValue = "archive", description = "default: ${DEFAULT-VALUE}")
    private String group = "archive";

    @Option(names = "--database", required = true, description = "JDBC URL")
    private String database = "";

    @Option(names = "--name", required = true, description = "name of this worker, stored with its positions")
    private String name = "";

    private final StopSignal stop = new StopSignal();

    public static void main(String[] args) {
        PositionArchive archive = new PositionArchive();
        archive.stop.onShutdown();
        System.exit(Program.run(archive, args));
    }

    @Override
    public Integer call() throws IOException, SQLException {
        try (FleetLog log = FleetLog.open(database);
                StompConnection connection = StompConnection.open(host, port, user, password)) {
            connection.subscribe(stream + "::" + group);
            System.out.println(name + " is ready");
            while (!stop.isGiven()) {
                Optional<StompConnection.Frame> message = connection.receive(RECEIVE_MILLIS);
                if (message.isPresent()) {
                    log.add(group, entry(message.get()));
                    connection.acknowledge(message.get());
                }
            }
        } finally {
            stop.finished();
        }
        return 0;
    }

    private FleetEntry entry(StompConnection.Frame message) {
        return new FleetEntry(
                name,
                message.header("sluice_shard_id"),
                message.header("sluice_sequence_number"),
                Long.parseLong(message.header("sluice_arrival_timestamp")),
                Position.parse(message.body()));
    }
}
