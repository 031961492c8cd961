package io.sluice.broker.delivery.sink.mail;

import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointFactory;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.delivery.MailServerSettings;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;

/** Opens {@code mailto:ops@example.com} (text) and {@code email-json:ops@example.com} (the SNS envelope). */
public final class MailEndpointFactory implements EndpointFactory {

    public static final String TEXT = "mailto";
    public static final String JSON = "email-json";

    @Override
    public Endpoint open(URI address, Surroundings surroundings) throws InvalidEndpointException {
        MailServerSettings server = surroundings
                .settings()
                .mail()
                .orElseThrow(() -> new InvalidEndpointException("endpoints.mail of sluice.yaml names no mail server"));
        String mailbox = address.getSchemeSpecificPart();
        if (!surroundings.allowList().lists(URI.create(TEXT + ":" + address.getRawSchemeSpecificPart()))) {
            throw new InvalidEndpointException(TEXT + ":" + mailbox + " is not among endpoints.allow of sluice.yaml");
        }
        try {
            InternetAddress to = new InternetAddress(mailbox, true);
            InternetAddress from = new InternetAddress(server.from(), true);
            return new MailSink(
                    new MailLine(server, from, to),
                    JSON.equalsIgnoreCase(address.getScheme()),
                    surroundings.executor());
        } catch (AddressException e) {
            throw new InvalidEndpointException(e.getRef() + " is no mail address: " + e.getMessage());
        }
    }
}
