package io.sluice.broker.artemis.envelope;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The link at the end of each envelope. */
public final class UnsubscribeUrl {

    private UnsubscribeUrl() {}

    /** @param publicUrl ends with a slash */
    public static URI of(URI publicUrl, String subscriptionArn) {
        return URI.create(publicUrl + "?Action=Unsubscribe&SubscriptionArn="
                + URLEncoder.encode(subscriptionArn, StandardCharsets.UTF_8));
    }
}
