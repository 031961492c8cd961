package io.sluice.broker.delivery.sink.http;

import io.sluice.broker.delivery.DeliveryOutcome;

/**
 * What the status of an answer means (SEMANTICS 3.5): 2xx is success; 5xx and 429 (Too Many Requests) are tried again; every
 * other answer says that the endpoint does not want the message. A redirect is such an answer: it is not followed, because
 * nobody has allowed where it leads.
 */
final class ResponseRule {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int HUNDRED = 100;
    private static final int SUCCESS = 2;
    private static final int REDIRECT = 3;
    private static final int SERVER_ERROR = 5;

    private ResponseRule() {}

    static DeliveryOutcome outcomeOf(int status) {
        String why = "HTTP status " + status;
        return switch (status / HUNDRED) {
            case SUCCESS -> new DeliveryOutcome.Delivered();
            case SERVER_ERROR -> new DeliveryOutcome.Failed(why);
            case REDIRECT -> new DeliveryOutcome.Refused(why + "; redirects are not followed");
            default -> status == TOO_MANY_REQUESTS ? new DeliveryOutcome.Failed(why) : new DeliveryOutcome.Refused(why);
        };
    }
}
