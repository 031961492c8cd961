package io.sluice.broker.fanout.filter;

/**
 * What became of one message: how many subscriptions got it, and how many did not, by reason.
 *
 * @param matched subscriptions that get it, those without a policy among them
 * @param filteredByAttributes subscriptions whose policy its properties did not fit
 * @param filteredByInvalidAttributes subscriptions whose policy looks at properties, if a property that some policy names could not be
 *     read and they did not match; otherwise 0
 * @param filteredByBody subscriptions whose policy its content did not fit
 * @param filteredByInvalidBody subscriptions whose policy looks at the content, if that is not a JSON object; otherwise 0
 */
public record MatchOutcome(
        int matched,
        int filteredByAttributes,
        int filteredByInvalidAttributes,
        int filteredByBody,
        int filteredByInvalidBody) {

    /** Subscriptions that do not get the message. */
    public int filteredOut() {
        return filteredByAttributes + filteredByInvalidAttributes + filteredByBody + filteredByInvalidBody;
    }
}
