package io.sluice.broker.fanout.filter;

/**
 * What became of the messages of a topic for one subscription since it was added.
 *
 * @param published messages that were matched
 * @param matched those that the subscription gets
 * @param filteredByAttributes those whose properties its policy did not fit
 * @param filteredByInvalidAttributes those that it did not match and of which some property that a policy names could not be read
 * @param filteredByBody those whose content its policy did not fit
 * @param filteredByInvalidBody those whose content was no JSON object, while its policy looks at the content
 */
public record FilterCounts(
        long published,
        long matched,
        long filteredByAttributes,
        long filteredByInvalidAttributes,
        long filteredByBody,
        long filteredByInvalidBody) {

    static final FilterCounts NONE = new FilterCounts(0, 0, 0, 0, 0, 0);

    /** Messages that the subscription does not get. */
    public long filteredOut() {
        return filteredByAttributes + filteredByInvalidAttributes + filteredByBody + filteredByInvalidBody;
    }
}
