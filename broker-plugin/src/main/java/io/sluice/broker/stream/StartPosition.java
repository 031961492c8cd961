package io.sluice.broker.stream;

import java.time.Instant;

/** Where reading begins (SEMANTICS 4.3). */
public sealed interface StartPosition {

    /** The oldest record that is kept. */
    StartPosition TRIM_HORIZON = new TrimHorizon();

    /** After the newest record at the time of asking. */
    StartPosition LATEST = new Latest();

    /** See {@link #TRIM_HORIZON}. */
    record TrimHorizon() implements StartPosition {
        @Override
        public String toString() {
            return "TRIM_HORIZON";
        }
    }

    /** See {@link #LATEST}. */
    record Latest() implements StartPosition {
        @Override
        public String toString() {
            return "LATEST";
        }
    }

    /** This record of one shard; the oldest that is kept, if that is younger. */
    record AtSequenceNumber(SequenceNumber number) implements StartPosition {
        @Override
        public String toString() {
            return "AT_SEQUENCE_NUMBER " + number;
        }
    }

    /** The record after this one, of the same shard. */
    record AfterSequenceNumber(SequenceNumber number) implements StartPosition {
        @Override
        public String toString() {
            return "AFTER_SEQUENCE_NUMBER " + number;
        }
    }

    /** In each shard the first record that arrived then or later. */
    record AtTimestamp(Instant timestamp) implements StartPosition {
        @Override
        public String toString() {
            return "AT_TIMESTAMP " + timestamp;
        }
    }

    /**
     * A position that needs no further value.
     *
     * @throws IllegalArgumentException if the text is neither {@code TRIM_HORIZON} nor {@code LATEST}
     */
    static StartPosition parse(String text) {
        return switch (text) {
            case "TRIM_HORIZON" -> TRIM_HORIZON;
            case "LATEST" -> LATEST;
            default -> throw new IllegalArgumentException("startPosition " + text + " is not TRIM_HORIZON or LATEST");
        };
    }
}
