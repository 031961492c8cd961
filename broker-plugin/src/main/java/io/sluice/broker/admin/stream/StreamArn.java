package io.sluice.broker.admin.stream;

/** Names of streams as Kinesis writes them: {@code arn:aws:kinesis:local:000000000000:stream/telemetry}. */
final class StreamArn {

    static final String ACCOUNT = "000000000000";

    private static final String PREFIX = "arn:aws:kinesis:local:" + ACCOUNT + ":stream/";

    private StreamArn() {}

    static String of(String stream) {
        return PREFIX + stream;
    }

    /** The stream that a text names: an ARN of any region and account, or a bare name. */
    static String stream(String text) {
        return text.startsWith("arn:") ? text.substring(text.indexOf('/') + 1) : text;
    }
}
