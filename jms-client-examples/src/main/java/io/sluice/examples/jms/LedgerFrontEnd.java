package io.sluice.examples.jms;

import io.sluice.examples.ledger.LedgerScript;
import io.sluice.examples.ledger.Posting;
import io.sluice.examples.process.Program;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.naming.NamingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends the postings of a ledger, some in a transaction, and every so often a whole transaction again: that is what a front
 * end does that got no answer to its commit and cannot know whether it arrived.
 *
 * <p>The account is the message group, so postings of one account stay in order while accounts are worked on side by side.
 * The id of the posting is the deduplication id, so sending it again does no harm.
 */
@Command(
        name = "LedgerFrontEnd",
        mixinStandardHelpOptions = true,
        description = "Sends postings to a FIFO queue, some of them twice.")
public final class LedgerFrontEnd implements Callable<Integer> {

    private static final int BATCH = 20;
    private static final int SENT_AGAIN = 5;

    @Option(names = "--jndi", required = true, description = "JNDI properties file that describes the broker")
    private Path jndi = Path.of("jndi.properties");

    @Option(names = "--queue", defaultValue = "ledger", description = "JNDI name (default: ${DEFAULT-VALUE})")
    private String queueName = "ledger";

    @Option(names = "--accounts", defaultValue = "20", description = "default: ${DEFAULT-VALUE}")
    private int accounts;

    @Option(names = "--postings", defaultValue = "50", description = "for each account (default: ${DEFAULT-VALUE})")
    private int postings;

    @Option(names = "--seed", defaultValue = "42", description = "same seed, same postings (default: ${DEFAULT-VALUE})")
    private long seed;

    private int sent;
    private int again;

    public static void main(String[] args) {
        System.exit(Program.run(new LedgerFrontEnd(), args));
    }

    @Override
    public Integer call() throws IOException, NamingException, JMSException {
        LedgerScript script = LedgerScript.of(accounts, postings, seed);
        try (JndiBroker broker = JndiBroker.read(jndi);
                JMSContext session = broker.connect(JMSContext.SESSION_TRANSACTED)) {
            send(script.postings(), session, broker.queue(queueName));
        }
        System.out.println("sent " + sent + " postings, and " + again + " of them again");
        return 0;
    }

    private void send(List<Posting> all, JMSContext session, Queue queue) throws JMSException {
        JMSProducer producer = session.createProducer();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<Posting> batch = all.subList(from, Math.min(from + BATCH, all.size()));
            send(batch, session, producer, queue);
            sent += batch.size();
            if (from / BATCH % SENT_AGAIN == 0) {
                send(batch, session, producer, queue);
                again += batch.size();
            }
        }
    }

    private static void send(List<Posting> batch, JMSContext session, JMSProducer producer, Queue queue)
            throws JMSException {
        for (Posting posting : batch) {
            TextMessage message = session.createTextMessage(posting.text());
            message.setStringProperty("JMSXGroupID", posting.account());
            message.setStringProperty("_AMQ_DUPL_ID", posting.id());
            producer.send(queue, message);
        }
        session.commit();
    }
}
