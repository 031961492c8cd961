package io.sluice.broker.fanout.filter;

/**
 * A filter policy, or its scope, that is refused. The texts are those of Amazon SNS, because clients look for them; the error
 * code of the reply is {@value #ERROR_CODE}.
 */
public final class InvalidFilterPolicyException extends Exception {

    /** The error code of SNS for every refused policy. */
    public static final String ERROR_CODE = "InvalidParameter";

    private static final long serialVersionUID = 1L;

    /**
     * @param reason what is wrong, with the attribute that it is wrong with in front where SNS names one, as in
     *     {@code FilterPolicy: Empty arrays are not allowed}
     */
    InvalidFilterPolicyException(String reason) {
        super(reason);
    }

    /** The message of the reply to a request that subscribes. */
    public String onSubscribe() {
        return "Invalid parameter: Attributes Reason: " + getMessage();
    }

    /** The message of the reply to a request that changes a subscription. */
    public String onSet() {
        return "Invalid parameter: " + getMessage();
    }
}
