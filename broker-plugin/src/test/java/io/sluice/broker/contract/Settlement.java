package io.sluice.broker.contract;

/** The ways in which an application, or its network, can end a delivery. */
enum Settlement {
    ACKNOWLEDGE("acknowledge"),
    RELEASE("release"),
    FAIL("give back as failed"),
    REJECT("reject"),
    COMMIT("commit"),
    ROLL_BACK("roll back"),
    CLOSE_CONSUMER("close the consumer"),
    CLOSE_CONSUMER_HAVING_BEGUN("close the consumer, telling what was begun"),
    CLOSE_CONSUMER_THEN_ACKNOWLEDGE("close the consumer, then acknowledge"),
    CLOSE_CONSUMER_THEN_COMMIT("close the consumer, then commit"),
    CLOSE_CONNECTION("close the connection"),
    /** In a transaction, or in JMS CLIENT_ACKNOWLEDGE, most clients tell the broker what their application had begun. */
    CLOSE_CONNECTION_HAVING_BEGUN("close the connection, telling what was begun"),
    CUT("lose the connection");

    private final String label;

    Settlement(String label) {
        this.label = label;
    }

    /** Whether the worker has no consumer at the queue afterwards. */
    boolean endsConsumer() {
        return switch (this) {
            case CLOSE_CONSUMER,
                    CLOSE_CONSUMER_HAVING_BEGUN,
                    CLOSE_CONSUMER_THEN_ACKNOWLEDGE,
                    CLOSE_CONSUMER_THEN_COMMIT -> true;
            default -> endsConnection();
        };
    }

    /** Whether the worker has no connection afterwards. */
    boolean endsConnection() {
        return this == CLOSE_CONNECTION || this == CLOSE_CONNECTION_HAVING_BEGUN || this == CUT;
    }

    @Override
    public String toString() {
        return label;
    }
}
