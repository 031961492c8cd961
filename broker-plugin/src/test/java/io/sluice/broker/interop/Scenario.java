package io.sluice.broker.interop;

/** The columns of the table: what every client has to be able to rely on. */
enum Scenario {
    HOLD("hold", "while a client holds a message, nobody else gets it"),
    EXPIRE("expire", "a message that is not settled in time goes to another client, counted"),
    LATE_ACK("late ack", "an acknowledgement after the timeout deletes a message that nobody else has received since"),
    LATE_ACK_OTHER(
            "late ack, other has it",
            "an acknowledgement after the timeout does not take the message from its new holder"),
    REPEATED_ACK("repeated ack", "acknowledging the same message again changes nothing"),
    RETRY_LATER("nack with delay", "a message that is given back with a delay is hidden that long, and counted"),
    DIE("die", "the message of a connection that breaks goes to another client at once, counted"),
    POISON("poison", "a message that fails maxReceiveCount times is put aside, and the queue moves on"),
    EXTEND("extend", "the holder of a message can ask for more time"),
    COUNT("receive count", "the client reads how often a message has been received"),
    ORIGIN("origin", "the client reads in the dead-letter queue where a message is from and why"),
    BYSTANDER("undisturbed", "a connection that is open during all of this never notices any of it");

    private final String title;
    private final String meaning;

    Scenario(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    String title() {
        return title;
    }

    String meaning() {
        return meaning;
    }

    /** Receives after which a message is a dead letter in its queues; 0 for no limit. */
    int maxReceiveCount() {
        return switch (this) {
            case POISON -> 2;
            case ORIGIN -> 1;
            default -> 0;
        };
    }

    /** First word of the names of the queues of this scenario. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
