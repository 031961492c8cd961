package io.sluice.examples.amqp;

import io.sluice.examples.fleet.FleetEntry;
import io.sluice.examples.fleet.FleetLog;
import io.sluice.examples.fleet.Position;
import io.sluice.examples.process.Program;
import io.sluice.examples.process.StopSignal;
import io.sluice.examples.process.WorkerPace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.ConnectionOptions;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.ReceiverOptions;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws trucks on a map: a consumer group of a stream read by AMQP 1.0, each record accepted when it is drawn. */
@Command(
        name = "PositionMap",
        mixinStandardHelpOptions = true,
        description = "Processes the positions of trucks until it is stopped.")
public final class PositionMap implements Callable<Integer> {

    private static final long RECEIVE_MILLIS = 250;
    private static final int CREDIT = 20;

    @Mixin
    private AmqpAddress address = new AmqpAddress();

    @Mixin
    private WorkerPace pace = new WorkerPace();

    @Option(names = "--stream", defaultValue = "fleet", description = "default: ${DEFAULT-VALUE}")
    private String stream = "fleet";

    @Option(names = "--group", defaultValue = "map", description = "default: ${DEFAULT-VALUE}")
    private String group = "map";

    @Option(names = "--database", required = true, description = "JDBC URL")
    private String database = "";

    @Option(names = "--name", required = true, description = "name of this worker, stored with its positions")
    private String name = "";

    private final StopSignal stop = new StopSignal();

    public static void main(String[] args) {
        PositionMap map = new PositionMap();
        map.stop.onShutdown();
        System.exit(Program.run(map, args));
    }

    @Override
    public Integer call() throws ClientException, SQLException, IOException, InterruptedException {
        ConnectionOptions login = new ConnectionOptions().user(address.user()).password(address.password());
        ReceiverOptions onePerDecision = new ReceiverOptions().autoAccept(false).creditWindow(CREDIT);
        try (FleetLog log = FleetLog.open(database);
                Client client = Client.create();
                Connection connection = client.connect(address.host(), address.port(), login);
                Receiver receiver = connection.openReceiver(stream + "::" + group, onePerDecision)) {
            receiver.openFuture().get(10, TimeUnit.SECONDS);
            System.out.println(name + " is ready");
            while (!stop.isGiven()) {
                Delivery delivery = receiver.receive(RECEIVE_MILLIS, TimeUnit.MILLISECONDS);
                if (delivery != null) {
                    FleetEntry entry = entry(delivery.message());
                    pace.beforeStoring(entry.position().id(), System.out, System.in);
                    log.add(group, entry);
                    delivery.accept();
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no receiver on " + stream + "::" + group, e);
        } finally {
            stop.finished();
        }
        return 0;
    }

    private FleetEntry entry(Message<Object> message) throws ClientException {
        return new FleetEntry(
                name,
                String.valueOf(message.property("sluice_shard_id")),
                String.valueOf(message.property("sluice_sequence_number")),
                Long.parseLong(String.valueOf(message.property("sluice_arrival_timestamp"))),
                Position.parse(text(message.body())));
    }

    /** The trucks with JMS send text, those with MQTT bytes. */
    private static String text(Object body) {
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(body);
    }
}
