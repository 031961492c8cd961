package io.sluice.broker.delivery;

import io.sluice.broker.delivery.outgoing.AddressRangeRule;
import io.sluice.broker.delivery.outgoing.OutgoingRule;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What holds for all endpoints.
 *
 * @param allow where messages may be pushed; nowhere if it is empty
 * @param allowAddresses addresses of the own network that a name may lead to; none if it is empty
 * @param publicUrl how others reach the broker's HTTP port; empty if as it listens
 * @param signatureVersion 1 for SHA1withRSA, 2 for SHA256withRSA
 * @param mail how mail is sent; empty if it is not
 */
public record EndpointSettings(
        List<OutgoingRule> allow,
        List<AddressRangeRule> allowAddresses,
        Optional<URI> publicUrl,
        int signatureVersion,
        Optional<MailServerSettings> mail) {

    /** Nothing may be sent to anybody. */
    public static final EndpointSettings DEFAULT =
            new EndpointSettings(List.of(), List.of(), Optional.empty(), 1, Optional.empty());

    public EndpointSettings {
        allow = List.copyOf(allow);
        allowAddresses = List.copyOf(allowAddresses);
        if (signatureVersion < 1 || signatureVersion > 2) {
            throw new IllegalArgumentException("signatureVersion is " + signatureVersion + "; allowed is 1 or 2");
        }
    }
}
