package io.sluice.broker.queue;

import java.util.Optional;

/**
 * Which names a queue may have: what SQS allows ({@code A-Z a-z 0-9 _ -}) and, beyond it, what an Artemis address may
 * hold without being taken for something else.
 */
public final class QueueNameRule {

    public static final int MAXIMUM_LENGTH = 200;

    private static final String OWN_PREFIX = "sluice.";
    private static final String ARTEMIS_PREFIX = "activemq.";
    private static final String INTERNAL_PREFIX = "$";
    private static final String QUALIFIED_NAME_SEPARATOR = "::";

    private QueueNameRule() {}

    /**
     * Why this cannot be the name of a queue or a wildcard, as the end of a sentence that begins with the name; empty
     * if it can.
     */
    public static Optional<String> violationBy(String name) {
        if (name.isBlank()) {
            return Optional.of("is empty; a queue needs a name");
        }
        if (name.length() > MAXIMUM_LENGTH) {
            return Optional.of("has " + name.length() + " characters; allowed are at most " + MAXIMUM_LENGTH);
        }
        if (name.codePoints().anyMatch(QueueNameRule::isInvisible)) {
            return Optional.of("holds white space or a control character; a queue name may not");
        }
        if (name.contains(QUALIFIED_NAME_SEPARATOR) || name.contains(",")) {
            return Optional.of("holds '::' or ','; a queue name may not");
        }
        if (name.contains("#") && name.indexOf('#') < name.length() - 1) {
            return Optional.of("has a # that is not at its end; allowed are wildcards such as legacy.# and *.errors");
        }
        return isReserved(name)
                ? Optional.of("begins with a prefix that the broker keeps for itself: sluice. or activemq. or $")
                : Optional.empty();
    }

    /** Whether the broker keeps this name for itself; no wildcard matches such a name. */
    public static boolean isReserved(String name) {
        return name.startsWith(OWN_PREFIX)
                || name.startsWith(INTERNAL_PREFIX)
                || name.regionMatches(true, 0, ARTEMIS_PREFIX, 0, ARTEMIS_PREFIX.length());
    }

    private static boolean isInvisible(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character);
    }
}
