package io.sluice.broker.artemis.stream.read;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Under which key a part of the checkpoints of a group is stored: {@code stream:group:record}. Clients may give a group any name;
 * a colon in it is written as {@code %3A}.
 */
record CheckpointKey(String stream, String group, int record) {

    private static final Pattern TEXT = Pattern.compile("([^:]*):([^:]*):(\\d{1,9})", Pattern.DOTALL);

    String text() {
        return stream + ":" + group.replace("%", "%25").replace(":", "%3A") + ":" + record;
    }

    /** Empty if the text is none that {@link #text} gives. */
    static Optional<CheckpointKey> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new CheckpointKey(
                        matcher.group(1),
                        matcher.group(2).replace("%3A", ":").replace("%25", "%"),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    boolean isOf(String ofStream, String ofGroup) {
        return stream.equals(ofStream) && group.equals(ofGroup);
    }
}
