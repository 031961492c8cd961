package io.sluice.broker.runtime;

import io.sluice.broker.runtime.delivery.Deliveries;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.StringEscapeUtils;

/**
 * What the messages to endpoints link to: the certificate, and the confirmation of a subscription by the token that only its
 * endpoint was sent. An answer is the XML that SNS gives.
 */
final class SubscriptionPages {

    private static final String XML = "text/xml; charset=utf-8";
    private static final String PEM = "application/x-pem-file";
    private static final int MOST_PARAMETERS = 10;

    private final Deliveries deliveries;

    SubscriptionPages(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /** The certificate, if this is its path. */
    Optional<Page> certificate(String path) {
        return deliveries.certificate(path.substring(1)).map(pem -> Page.ok(PEM, pem));
    }

    /** Carries out what the query asks for. */
    Page action(Site.Request request) {
        Map<String, String> parameters = parameters(request.query());
        if (request.isHead()) {
            return Page.error(Page.METHOD_NOT_ALLOWED, "only GET");
        }
        return switch (parameters.getOrDefault("Action", "")) {
            case "ConfirmSubscription" -> confirm(parameters);
            case "Unsubscribe" ->
                refused(
                        Page.FORBIDDEN,
                        "AuthorizationError",
                        "The subscription was made by the operator of the broker, who can end it");
            default -> refused(Page.BAD_REQUEST, "InvalidAction", "The action is not valid");
        };
    }

    private Page confirm(Map<String, String> parameters) {
        String topicArn = parameters.getOrDefault("TopicArn", "");
        String token = parameters.getOrDefault("Token", "");
        return deliveries
                .confirm(topicArn, token)
                .map(arn -> Page.ok(
                        XML,
                        "<ConfirmSubscriptionResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
                                + "<ConfirmSubscriptionResult><SubscriptionArn>" + StringEscapeUtils.escapeXml10(arn)
                                + "</SubscriptionArn></ConfirmSubscriptionResult></ConfirmSubscriptionResponse>\n"))
                .orElseGet(() -> refused(Page.BAD_REQUEST, "InvalidParameter", "Invalid parameter: Token"));
    }

    private static Page refused(int status, String code, String message) {
        return new Page(
                status,
                XML,
                "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>"
                        + code + "</Code><Message>" + message + "</Message></Error></ErrorResponse>\n");
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", MOST_PARAMETERS)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
