package io.sluice.examples.jms;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a dead-letter queue.
 *
 * @param source the queue it came from
 * @param reason why it is here
 */
public record DeadLetter(String orderId, String source, String reason) {

    /** What stands in place of a source or reason that the broker does not tell. */
    public static final String NOT_TOLD = "not told";

    /** Looks at a dead-letter queue without taking anything out. */
    public static List<DeadLetter> browse(JMSContext session, Queue queue) throws JMSException {
        List<DeadLetter> letters = new ArrayList<>();
        try (QueueBrowser browser = session.createBrowser(queue)) {
            for (Object next : Collections.list(browser.getEnumeration())) {
                letters.add(read((Message) next));
            }
        }
        return letters;
    }

    private static DeadLetter read(Message message) throws JMSException {
        String source = message.getStringProperty("sluice_dead_letter_source");
        return new DeadLetter(
                told(message.getStringProperty("orderId")),
                told(source == null ? message.getStringProperty("_AMQ_ORIG_QUEUE") : source),
                told(message.getStringProperty("sluice_dead_letter_reason")));
    }

    private static String told(@Nullable String text) {
        return text == null ? NOT_TOLD : text;
    }
}
