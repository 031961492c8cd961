package io.sluice.broker.artemis.envelope;

import io.sluice.broker.fanout.envelope.EnvelopeSigner;
import java.net.URI;

/** Who the broker is in the envelopes that it writes. Thread-safe. */
public interface BrokerIdentity {

    /** Signs with the broker's key, which is made if it is missing; that takes seconds on a busy machine. */
    EnvelopeSigner signer();

    /** Makes the key for {@link #signer} if it is missing, so that no publisher waits for that. No effect until the broker is started. */
    void prepare();

    /** Where others reach the pages that belong to subscriptions; ends with a slash. */
    URI publicUrl();
}
