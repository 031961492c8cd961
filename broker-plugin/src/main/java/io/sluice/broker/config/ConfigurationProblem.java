package io.sluice.broker.config;

/**
 * One thing that is wrong, or only doubtful, in a configuration file.
 *
 * @param file the file as the reader was given it
 * @param line from 1; 0 if the whole file is meant
 * @param code what kind of problem it is; stable, for programs
 * @param text one sentence with the key, its value and what is allowed, for people
 */
public record ConfigurationProblem(String file, int line, Code code, String text) {

    /** The kinds of problems. */
    public enum Code {
        UNREADABLE_FILE,
        TOO_LARGE,
        INVALID_YAML,
        DUPLICATE_KEY,
        UNKNOWN_KEY,
        MISSING_KEY,
        INVALID_NAME,
        KEY_OF_FIFO_QUEUE,
        KEY_OF_FIFO_TOPIC,
        INVALID_VALUE,
        OUT_OF_RANGE,
        NOT_IN_THIS_VERSION,
        MISSING_DEAD_LETTER_QUEUE,
        DEAD_LETTER_LOOP,
        DEAD_LETTER_QUEUE_OF_OTHER_KIND,
        QUEUE_OF_OTHER_KIND,
        /** Only a warning: dead letters would expire before their time in the source queue is over. */
        SHORT_DEAD_LETTER_RETENTION
    }

    /** One line: {@code sluice.yaml:12: queues.orders.visibilityTimeout is 13h; allowed is 0s to 12h}. */
    @Override
    public String toString() {
        return line == 0 ? file + ": " + text : file + ":" + line + ": " + text;
    }
}
