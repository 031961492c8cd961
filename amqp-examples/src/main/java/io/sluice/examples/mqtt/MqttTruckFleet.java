package io.sluice.examples.mqtt;

import io.sluice.examples.fleet.FleetOptions;
import io.sluice.examples.fleet.Position;
import io.sluice.examples.process.Program;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trucks with MQTT on board: a topic of the stream's name puts records, a user property says the partition key. */
@Command(
        name = "MqttTruckFleet",
        mixinStandardHelpOptions = true,
        description = "Publishes the positions of trucks to a stream, one of each truck at a time, with QoS 1.")
public final class MqttTruckFleet implements Callable<Integer> {

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "1883", description = "default: ${DEFAULT-VALUE}")
    private int port = 1883;

    @Option(names = "--user", defaultValue = "sluice", description = "default: ${DEFAULT-VALUE}")
    private String user = "sluice";

    @Option(names = "--password", defaultValue = "sluice", description = "default: the development login")
    private String password = "sluice";

    @Option(names = "--stream", defaultValue = "fleet", description = "default: ${DEFAULT-VALUE}")
    private String stream = "fleet";

    @Mixin
    private FleetOptions fleet = new FleetOptions();

    public static void main(String[] args) {
        System.exit(Program.run(new MqttTruckFleet(), args));
    }

    @Override
    public Integer call() throws MqttException, InterruptedException {
        MqttClient client =
                new MqttClient("tcp://" + host + ":" + port, "trucks-" + fleet.first(), new MemoryPersistence());
        try {
            MqttConnectionOptions login = new MqttConnectionOptions();
            login.setUserName(user);
            login.setPassword(password.getBytes(StandardCharsets.UTF_8));
            client.connect(login);
            drive(client);
            client.disconnect();
        } finally {
            client.close();
        }
        System.out.println("sent " + fleet.trucks() * fleet.positions() + " positions by MQTT");
        return 0;
    }

    private void drive(MqttClient client) throws MqttException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int number = 1; number <= fleet.positions(); number++) {
            for (int truck = fleet.first(); truck < fleet.first() + fleet.trucks(); truck++) {
                client.publish(stream, message(Position.of(truck, number)));
            }
            never.await(fleet.intervalMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static MqttMessage message(Position position) {
        MqttMessage message = new MqttMessage(position.text().getBytes(StandardCharsets.UTF_8));
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(List.of(new UserProperty("JMSXGroupID", position.truck())));
        message.setProperties(properties);
        message.setQos(1);
        return message;
    }
}
