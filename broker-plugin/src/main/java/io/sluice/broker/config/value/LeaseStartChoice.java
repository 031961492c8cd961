package io.sluice.broker.config.value;

import io.sluice.broker.visibility.LeaseStart;

/** {@code oldestUnsettled} or {@code delivery}. */
public final class LeaseStartChoice implements ValueType<LeaseStart> {

    private static final String OLDEST_UNSETTLED = "oldestUnsettled";
    private static final String DELIVERY = "delivery";

    @Override
    public Parsed<LeaseStart> parse(ScalarText scalar) {
        return switch (scalar.text()) {
            case OLDEST_UNSETTLED -> new Parsed.Accepted<>(LeaseStart.OLDEST_UNSETTLED);
            case DELIVERY -> new Parsed.Accepted<>(LeaseStart.DELIVERY);
            default -> new Parsed.OutOfRange<>();
        };
    }

    @Override
    public String allowed() {
        return OLDEST_UNSETTLED + " or " + DELIVERY;
    }

    @Override
    public String format(LeaseStart value) {
        return value == LeaseStart.DELIVERY ? DELIVERY : OLDEST_UNSETTLED;
    }
}
