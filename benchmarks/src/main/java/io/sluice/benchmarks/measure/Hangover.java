package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.client.SendMode;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A worker that works well for a while, hangs on one message for longer than its visibility timeout, and then goes on. Before
 * it goes on a colleague has processed everything, so whatever it finds in its buffer is stale.
 */
record Hangover(BrokerProcess broker, String queue) {
    private static final int DONE_BEFORE = 100;
    private static final int MESSAGES = 300;
    private static final int LIMIT_SECONDS = 30;
    private static final Duration QUIET = Duration.ofMillis(250);

    /** The message that it hung on is not among them. */
    int staleCopies(WorkerKind kind, int prefetch) throws Exception {
        fill();
        try (Worker worker = Worker.open(broker.port(), kind, queue, WorkerOptions.DEFAULT.withPrefetch(prefetch))) {
            for (int i = 0; i < DONE_BEFORE; i++) {
                worker.acknowledge(worker.receive());
            }
            Received held = worker.receive();
            Set<String> doneByColleague = letColleagueDoTheRest(kind);
            worker.acknowledge(held);
            List<Received> stale = worker.drain(QUIET);
            long copies = stale.stream()
                    .filter(message -> doneByColleague.contains(message.body()))
                    .count();
            broker.awaitEmpty(queue);
            return Math.toIntExact(copies);
        }
    }

    private void fill() throws Exception {
        try (Client client = Client.connect(Protocol.CORE, broker.port(), Prefetch.DEFAULT, SendMode.ASYNCHRONOUS)) {
            Session session = client.session(AckMode.AUTO);
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            for (int i = 1; i <= MESSAGES; i++) {
                producer.send(session.createTextMessage("m" + i));
            }
        }
        broker.awaitCounts(queue, counts -> counts.messages() == MESSAGES, LIMIT_SECONDS);
    }

    private Set<String> letColleagueDoTheRest(WorkerKind kind) {
        Set<String> done = new HashSet<>();
        try (Worker colleague = Worker.open(broker.port(), kind.colleague(), queue, WorkerOptions.DEFAULT)) {
            while (done.size() < MESSAGES - DONE_BEFORE) {
                Received message = colleague.receive();
                colleague.acknowledge(message);
                done.add(message.body());
            }
        }
        return done;
    }
}
