package io.sluice.broker.interop;

import java.util.Arrays;
import java.util.List;

/** The columns of the tables: what every client has to be able to rely on. */
enum Scenario {
    /** While a client holds a message, nobody else gets it. */
    HOLD("hold"),
    /** A message that is not settled in time goes to another client, counted. */
    EXPIRE("expire"),
    /** An acknowledgement after the timeout deletes a message that nobody else has received since. */
    LATE_ACK("late ack"),
    /** An acknowledgement after the timeout does not take the message from its new holder. */
    LATE_ACK_OTHER("late ack, other has it"),
    /** Acknowledging the same message again changes nothing. */
    REPEATED_ACK("repeated ack"),
    /** A message that is given back with a delay is hidden that long, and counted. */
    RETRY_LATER("nack with delay"),
    /** The message of a connection that breaks goes to another client at once, counted. */
    DIE("die"),
    /** A message that fails maxReceiveCount times is put aside, and the queue moves on. */
    POISON("poison"),
    /** The holder of a message can ask for more time. */
    EXTEND("extend"),
    /** The client reads how often a message has been received. */
    COUNT("receive count"),
    /** The client reads in the dead-letter queue where a message is from and why. */
    ORIGIN("origin"),
    /** A connection that is open during all of this never notices any of it. */
    BYSTANDER("undisturbed"),
    /** The messages of a group come in order, also when the group moves to another client. */
    FIFO_ORDER("order"),
    /** A message of a group that a client holds keeps back the rest of the group, and no other group. */
    FIFO_HELD("held group"),
    /** Messages that are not settled in time go to another client in order. */
    FIFO_EXPIRE("expire"),
    /** An acknowledgement after the timeout does not delete a message of a FIFO queue. */
    FIFO_LATE_ACK("late ack"),
    /** A message that is sent again is accepted and not enqueued. */
    FIFO_DUPLICATE("duplicate"),
    /** The client reads the place of a message in its group. */
    FIFO_NUMBER("sequence number");

    private final String title;

    Scenario(String title) {
        this.title = title;
    }

    /** The scenarios of the table of one kind of queue. */
    static List<Scenario> of(boolean fifo) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.isFifo() == fifo)
                .toList();
    }

    boolean isFifo() {
        return name().startsWith("FIFO_");
    }

    String title() {
        return title;
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
