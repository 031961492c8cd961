package io.sluice.broker.stream.shard;

/** What comes of a request to change the shards of a stream. */
public sealed interface Resharding {

    /** The shards as they are afterwards. */
    record Done(ShardMap map) implements Resharding {}

    /** Nothing changes. */
    record Refused(Reason reason, String message) implements Resharding {}

    /** Why, in the words of Kinesis. */
    enum Reason {
        NO_SUCH_SHARD("ResourceNotFoundException"),
        INVALID_ARGUMENT("InvalidArgumentException"),
        LIMIT_EXCEEDED("LimitExceededException");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** The error code of Kinesis. */
        public String code() {
            return code;
        }
    }

    static Resharding refused(Reason reason, String message) {
        return new Refused(reason, message);
    }
}
