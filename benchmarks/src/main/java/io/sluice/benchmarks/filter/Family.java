package io.sluice.benchmarks.filter;

import java.util.Locale;

/** Kinds of policies. Five subscriptions share each customer, product or price, so a message matches five. */
enum Family {
    VALUES("customer and event") {
        @Override
        String policy(int subscription) {
            return "{\"customer\":[\"c%d\"],\"event\":[\"placed\",\"paid\"]}".formatted(subscription / MATCHES);
        }
    },
    MIXED("customer, prefix, range, anything-but") {
        @Override
        String policy(int subscription) {
            return ("{\"customer\":[\"c%d\"],\"region\":[{\"prefix\":\"eu-\"}],\"price\":[{\"numeric\":[\">=\",1]}],"
                            + "\"note\":[{\"anything-but\":[\"x%d\"]}]}")
                    .formatted(subscription / MATCHES, subscription);
        }
    },
    RANGES("ranges of numbers") {
        @Override
        String policy(int subscription) {
            int low = subscription / MATCHES * 10;
            return "{\"price\":[{\"numeric\":[\">=\",%d,\"<\",%d]}]}".formatted(low, low + 10);
        }
    },
    PREFIXES("prefixes") {
        @Override
        String policy(int subscription) {
            return "{\"sku\":[{\"prefix\":\"k%d-\"}]}".formatted(subscription / MATCHES);
        }
    };

    /** Subscriptions that get a message. */
    static final int MATCHES = 5;

    private final String asks;

    Family(String asks) {
        this.asks = asks;
    }

    abstract String policy(int subscription);

    /** A message for the subscriptions of one customer. */
    static String message(int customer) {
        return ("{\"customer\":\"c%d\",\"event\":\"placed\",\"region\":\"eu-west\",\"price\":%d,\"note\":\"hello\","
                        + "\"sku\":\"k%d-z\",\"items\":[{\"id\":1,\"text\":\"nobody asks for this\"},{\"id\":2}]}")
                .formatted(customer, customer * 10 + 5, customer);
    }

    @Override
    public String toString() {
        return asks.toLowerCase(Locale.ROOT);
    }
}
