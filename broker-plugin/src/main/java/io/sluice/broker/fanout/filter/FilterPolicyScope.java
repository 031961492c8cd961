package io.sluice.broker.fanout.filter;

/** What of a message a filter policy looks at. */
public enum FilterPolicyScope {
    /** The properties of the message; the default. */
    MESSAGE_ATTRIBUTES("MessageAttributes"),
    /** The content of the message, which must be a JSON object. */
    MESSAGE_BODY("MessageBody");

    private final String spelling;

    FilterPolicyScope(String spelling) {
        this.spelling = spelling;
    }

    /** The name in configurations and requests. */
    public String spelling() {
        return spelling;
    }

    /**
     * The scope of this name.
     *
     * @throws InvalidFilterPolicyException if there is none
     */
    public static FilterPolicyScope parse(String spelling) throws InvalidFilterPolicyException {
        for (FilterPolicyScope scope : values()) {
            if (scope.spelling.equals(spelling)) {
                return scope;
            }
        }
        throw new InvalidFilterPolicyException("FilterPolicyScope: Invalid value [" + spelling
                + "]. Please use either MessageBody or MessageAttributes");
    }

    @Override
    public String toString() {
        return spelling;
    }
}
