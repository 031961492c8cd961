package io.sluice.broker.fanout.envelope;

import java.net.URI;

/**
 * The envelope of one message for all its subscribers. It is written and signed once: what differs between subscribers, the
 * link to unsubscribe, is not signed. Immutable.
 */
public final class SharedEnvelope {

    private final String before;
    private final String after;

    private SharedEnvelope(String before, String after) {
        this.before = before;
        this.after = after;
    }

    /** @param notification for any of the subscribers */
    public static SharedEnvelope of(Notification notification, EnvelopeSigner signer) {
        String text = Envelope.of(notification, signer);
        // inside a text of JSON a quote is escaped, and an attribute of this name is an object
        String link = field(notification.unsubscribeUrl());
        int begin = text.indexOf(link);
        return new SharedEnvelope(text.substring(0, begin), text.substring(begin + link.length()));
    }

    /** The envelope for one subscriber. */
    public String textFor(URI unsubscribeUrl) {
        return before + field(unsubscribeUrl) + after;
    }

    /** A URI has no character that JSON escapes. */
    private static String field(URI unsubscribeUrl) {
        return "\"UnsubscribeURL\":\"" + unsubscribeUrl + '"';
    }
}
