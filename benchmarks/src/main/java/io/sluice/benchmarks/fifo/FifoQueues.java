package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.measure.Stage;
import java.io.IOException;
import java.util.List;

/** The queues of a broker whose FIFO queues are measured. In a self-check the names do not end in {@code .fifo}. */
record FifoQueues(Stage stage) {

    /** As every FIFO queue is without settings. */
    String standard() {
        return name("orders");
    }

    /** Another one of the same kind. */
    String other() {
        return name("others");
    }

    /** One that tells messages apart by their bodies. */
    String contentBased() {
        return name("bodies");
    }

    /** One whose groups may have as many messages in flight as any setting allows. */
    String wide() {
        return name("widest");
    }

    private String name(String queue) {
        return stage.selfCheck() ? queue : queue + ".fifo";
    }

    BrokerProcess broker() throws IOException {
        String yaml = """
                queues:
                  orders.fifo: { visibilityTimeout: 12h }
                  others.fifo: { visibilityTimeout: 12h }
                  widest.fifo: { visibilityTimeout: 12h, maxInFlightPerGroup: 1000 }
                  bodies.fifo: { visibilityTimeout: 12h, contentBasedDeduplication: true }
                """;
        return stage.broker(List.of(Stage.PLAIN, standard(), other(), contentBased(), wide()), yaml);
    }
}
