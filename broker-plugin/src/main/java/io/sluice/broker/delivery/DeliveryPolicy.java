package io.sluice.broker.delivery;

import java.util.OptionalInt;

/**
 * How messages are pushed to an endpoint.
 *
 * @param retry when a failed delivery is tried again
 * @param maxReceivesPerSecond attempts in a second at most; empty for no limit
 * @param headerContentType content type of HTTP requests
 */
public record DeliveryPolicy(RetryPolicy retry, OptionalInt maxReceivesPerSecond, String headerContentType) {

    public static final String TEXT = "text/plain; charset=UTF-8";

    /** Of an HTTP or HTTPS endpoint whose subscription says nothing. */
    public static final DeliveryPolicy HTTP_DEFAULT = of(RetryPolicy.HTTP_DEFAULT);

    public DeliveryPolicy {
        if (maxReceivesPerSecond.isPresent() && maxReceivesPerSecond.getAsInt() < 1) {
            throw new IllegalArgumentException("maxReceivesPerSecond must be 1 or more");
        }
        if (headerContentType.isBlank() || headerContentType.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("headerContentType is no content type");
        }
    }

    /** Without a limit, as text. */
    public static DeliveryPolicy of(RetryPolicy retry) {
        return new DeliveryPolicy(retry, OptionalInt.empty(), TEXT);
    }

    /** The policy as SNS writes it in JSON. */
    public String json() {
        StringBuilder json = new StringBuilder("{\"healthyRetryPolicy\":{\"numRetries\":").append(retry.numRetries());
        json.append(",\"numNoDelayRetries\":").append(retry.numNoDelayRetries());
        json.append(",\"numMinDelayRetries\":").append(retry.numMinDelayRetries());
        json.append(",\"numMaxDelayRetries\":").append(retry.numMaxDelayRetries());
        json.append(",\"minDelayTarget\":").append(retry.minDelayTarget().toSeconds());
        json.append(",\"maxDelayTarget\":").append(retry.maxDelayTarget().toSeconds());
        json.append(",\"backoffFunction\":\"")
                .append(retry.backoffFunction().spelling())
                .append("\"}");
        if (maxReceivesPerSecond.isPresent()) {
            json.append(",\"throttlePolicy\":{\"maxReceivesPerSecond\":")
                    .append(maxReceivesPerSecond.getAsInt())
                    .append('}');
        }
        if (!headerContentType.equals(TEXT)) {
            json.append(",\"requestPolicy\":{\"headerContentType\":\"")
                    .append(headerContentType.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"}");
        }
        return json.append('}').toString();
    }
}
