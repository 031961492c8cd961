package io.sluice.broker.fanout.filter;

import org.jspecify.annotations.Nullable;

/** One message, as filter policies see it. Asked by one thread, and only for what some policy of the topic needs. */
public interface MessageView extends AttributeSource {

    /**
     * The content; asked for at most once a message, and only if some policy has the scope {@code MessageBody}. Null if it is neither
     * text nor bytes: then no such policy fits.
     */
    @Nullable
    Payload body();
}
