package io.sluice.broker.config.value;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations with units, such as {@code 30s} or {@code 1h30m}: whole numbers, the larger unit first, each unit once.
 * There is no default unit, because the same number means seconds to SQS and milliseconds to JMS.
 */
public final class DurationRange implements ValueType<Duration> {

    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");
    private static final List<Duration> LENGTHS = List.of(
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1));
    private static final int MOST_DIGITS = 12;
    private static final String EXPECTED = "a duration has a unit (ms, s, m, h, d), such as 30s or 1h30m";

    private final String allowed;
    private final Duration shortest;
    private final Duration longest;

    private DurationRange(String shortest, String longest) {
        this.shortest = read(shortest).orElseThrow();
        this.longest = read(longest).orElseThrow();
        allowed = shortest + " to " + longest;
    }

    /** Both ends are allowed, and are named in messages as they are written here. */
    public static DurationRange between(String shortest, String longest) {
        return new DurationRange(shortest, longest);
    }

    @Override
    public Parsed<Duration> parse(ScalarText scalar) {
        return read(scalar.text())
                .<Parsed<Duration>>map(this::inRange)
                .orElseGet(() -> new Parsed.Malformed<>(EXPECTED));
    }

    private Parsed<Duration> inRange(Duration duration) {
        return duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0
                ? new Parsed.OutOfRange<>()
                : new Parsed.Accepted<>(duration);
    }

    private static Optional<Duration> read(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        for (int i = 0; i < UNITS.size(); i++) {
            String digits = matcher.group(i + 1);
            if (digits != null) {
                sum = sum.plus(LENGTHS.get(i).multipliedBy(Digits.saturated(digits, MOST_DIGITS)));
            }
        }
        return Optional.of(sum);
    }

    @Override
    public String allowed() {
        return allowed;
    }

    /** The duration in whole units, larger first; what is shorter than a millisecond is cut. */
    @Override
    public String format(Duration value) {
        List<String> parts = new ArrayList<>();
        Duration rest = value;
        for (int i = 0; i < UNITS.size(); i++) {
            long count = rest.dividedBy(LENGTHS.get(i));
            if (count > 0) {
                parts.add(count + UNITS.get(i));
                rest = rest.minus(LENGTHS.get(i).multipliedBy(count));
            }
        }
        return parts.isEmpty() ? "0s" : String.join("", parts);
    }
}
