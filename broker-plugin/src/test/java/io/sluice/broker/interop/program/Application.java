package io.sluice.broker.interop.program;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client with one consumer of one queue.
 *
 * <p>A handle names one delivery of one message. Used by one thread.
 */
interface Application extends AutoCloseable {

    /** How long the broker's answer to a request may take. */
    Duration PATIENCE = Duration.ofSeconds(15);

    /** Sends a durable message to the queue; returns when the broker has it. */
    void send(Outgoing message) throws Exception;

    /** The next message, or null if none comes in time. */
    @Nullable
    Incoming receive(Duration patience) throws Exception;

    /** Says that the work is done. */
    void acknowledge(String handle) throws Exception;

    /** Says that the work failed, in the words of the protocol. */
    void fail(String handle) throws Exception;

    /** Gives the message back, to be visible after the delay; returns the broker's status. */
    String retryLater(String handle, Duration delay) throws Exception;

    /** Asks for more time, counted from now; returns the broker's status. */
    String extend(String handle, Duration visibilityTimeout) throws Exception;

    @Override
    void close() throws Exception;

    /**
     * A delivery.
     *
     * @param handle names it
     * @param body the text
     * @param count how often it has been received; null if the protocol does not say
     * @param properties what the message says about itself
     */
    record Incoming(String handle, String body, @Nullable Integer count, Map<String, String> properties) {}

    /**
     * What is to be sent. A protocol without properties sends the body alone.
     *
     * @param body the text
     * @param group the message group; null for none
     * @param deduplicationId by which the broker knows it again; null for none
     */
    record Outgoing(
            String body, @Nullable String group, @Nullable String deduplicationId) {

        static final String GROUP = "JMSXGroupID";
        static final String DEDUPLICATION_ID = "JMS_SQS_DeduplicationId";

        /** Group and id by the names of their properties. */
        Map<String, String> properties() {
            Map<String, String> properties = new LinkedHashMap<>();
            if (group != null) {
                properties.put(GROUP, group);
            }
            if (deduplicationId != null) {
                properties.put(DEDUPLICATION_ID, deduplicationId);
            }
            return properties;
        }
    }

    /** Opens an application at a port of the loopback interface. */
    interface Opener {
        Application open(int port, String queue) throws Exception;
    }
}
