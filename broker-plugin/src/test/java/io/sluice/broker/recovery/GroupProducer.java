package io.sluice.broker.recovery;

import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

/**
 * An application that sends the messages of some groups, each group in order, each message after the one before was
 * confirmed, and one again whose sending was not. Now and then it sends again what was confirmed a moment ago, which the
 * broker has to notice. Runs on one thread.
 */
final class GroupProducer implements Runnable {

    private static final int RESEND = 8;

    private final WorkerKind.Client client;
    private final CrashWorker.Scene scene;
    private final List<Integer> groups;
    private final Map<Integer, Integer> nextOfGroup;
    private final int perGroup;
    private final RandomGenerator dice;
    private final CountDownLatch stop;

    /** @param nextOfGroup the first number of each group that is not confirmed; kept up to date */
    GroupProducer(
            WorkerKind.Client client,
            CrashWorker.Scene scene,
            Map<Integer, Integer> nextOfGroup,
            int perGroup,
            RandomGenerator dice,
            CountDownLatch stop) {
        this.client = client;
        this.scene = scene;
        this.groups = List.copyOf(nextOfGroup.keySet());
        this.nextOfGroup = nextOfGroup;
        this.perGroup = perGroup;
        this.dice = dice;
        this.stop = stop;
    }

    @Override
    public void run() {
        try (Connection connection = JmsClients.factory(client, scene.port(), WorkerOptions.DEFAULT)
                        .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(scene.queue()))) {
            while (stop.getCount() > 0) {
                int group = groups.get(dice.nextInt(groups.size()));
                int number = nextOfGroup.getOrDefault(group, 0);
                if (number < perGroup) {
                    send(session, producer, group, number);
                } else if (nextOfGroup.values().stream().allMatch(next -> next >= perGroup)) {
                    return;
                }
            }
        } catch (JMSException brokerIsGone) {
            return;
        }
    }

    private void send(Session session, MessageProducer producer, int group, int number) throws JMSException {
        String id = GroupOrderChecker.id(group, number);
        History history = scene.history();
        history.add(new HistoryEvent.Sending(history.now(), id));
        producer.send(message(session, group, id));
        history.add(new HistoryEvent.Sent(history.now(), id));
        nextOfGroup.put(group, number + 1);
        if (dice.nextInt(RESEND) == 0) {
            producer.send(message(session, group, GroupOrderChecker.id(group, number - dice.nextInt(1 + number % 3))));
        }
    }

    private static Message message(Session session, int group, String id) throws JMSException {
        Message message = GroupedProducer.message(session, "group-" + group, id);
        message.setStringProperty("_AMQ_DUPL_ID", id);
        return message;
    }
}
