package io.sluice.broker.config;

import io.sluice.broker.queue.QueueSettings;
import java.util.List;

/** Reads texts in tests. */
final class Documents {

    private Documents() {}

    static BrokerConfiguration read(String text) {
        try {
            return new ConfigurationReader().read("sluice.yaml", text);
        } catch (ConfigurationException refused) {
            throw new AssertionError("refused:\n" + refused.getMessage(), refused);
        }
    }

    /** The settings of queue {@code orders} with these keys. */
    static QueueSettings orders(String keys) {
        return read("queues: { orders: { " + keys + " }, orders-dlq: {} }")
                .queues()
                .settingsOf("orders")
                .orElseThrow();
    }

    static List<ConfigurationProblem> problemsOf(String text) {
        return refusalOf(text).problems();
    }

    /** The lines of the message that refuses this text. */
    static List<String> errorsOf(String text) {
        return refusalOf(text).getMessage().lines().toList();
    }

    private static ConfigurationException refusalOf(String text) {
        try {
            new ConfigurationReader().read("sluice.yaml", text);
        } catch (ConfigurationException refused) {
            return refused;
        }
        throw new AssertionError("accepted:\n" + text);
    }
}
