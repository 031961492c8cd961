package io.sluice.broker.fanout.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Policies and messages from a source of randomness. Keys and values come from small sets, so that they meet, with values at
 * and beside every boundary.
 */
final class RandomPolicies {

    private static final List<String> KEYS = List.of("a", "b", "c", "d", "a.b", "d.e", "d.e.f");
    private static final List<String> TEXTS = List.of(
            "", "x", "X", "xy", "xyz", "yxy", "XYZ", "*", "a\\b", "é", "É", "10.0.0.1", "10.0.1.1", "::1", "100");
    private static final List<String> PARTS = List.of("", "x", "y", "xy", "z", "é");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0.0",
            "1",
            "1.0",
            "1.00001",
            "1.000001",
            "0.99999",
            "100",
            "1e2",
            "-5",
            "-4.99999",
            "1000000000",
            "123456789012345678",
            "123456789012345679",
            "5.5");
    private static final List<String> ASCENDING =
            List.of("-5", "0", "1", "1.00001", "5.5", "100", "1000000000", "1e18");
    private static final List<String> NETWORKS =
            List.of("10.0.0.0/24", "10.0.0.0/8", "10.0.0.1/32", "::/64", "0.0.0.0/0", "::1/128");

    private final RandomGenerator random;

    RandomPolicies(RandomGenerator random) {
        this.random = random;
    }

    /** A policy of this scope that is valid, tried until one is. */
    FilterPolicy policy(FilterPolicyScope scope) {
        while (true) {
            String json = scope == FilterPolicyScope.MESSAGE_BODY ? nested(2) : flat(2);
            try {
                return FilterPolicy.parse(json, scope);
            } catch (InvalidFilterPolicyException tooLargeOrAmbiguous) {
                // the next one
            }
        }
    }

    private String flat(int deeper) {
        Map<String, String> members = new HashMap<>();
        for (int i = one(3); i > 0; i--) {
            members.put(pick(KEYS), rules());
        }
        if (deeper > 0 && chance(4)) {
            members.put("$or", list(2 + random.nextInt(2), () -> flat(deeper - 1)));
        }
        return object(members);
    }

    private String nested(int deeper) {
        Map<String, String> members = new HashMap<>();
        for (int i = one(3); i > 0; i--) {
            boolean below = deeper > 0 && chance(3);
            members.put(pick(below ? List.of("a", "d", "e") : KEYS), below ? nested(deeper - 1) : rules());
        }
        if (deeper > 0 && chance(4)) {
            members.put("$or", list(2 + random.nextInt(2), () -> nested(deeper - 1)));
        }
        return object(members);
    }

    private String rules() {
        return list(one(3), this::rule);
    }

    private String rule() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> text();
            case 3 -> pick(NUMBERS);
            case 4 -> pick(List.of("true", "false", "null"));
            case 5 -> expression("prefix", quote(pick(PARTS)));
            case 6 -> expression("suffix", quote(pick(PARTS)));
            case 7 -> expression("equals-ignore-case", text());
            case 8 -> expression("wildcard", quote(wildcard()));
            case 9 -> expression("exists", pick(List.of("true", "false", "false")));
            case 10 -> expression("cidr", quote(pick(NETWORKS)));
            case 11 -> expression("anything-but", anythingBut());
            default -> expression("numeric", numeric());
        };
    }

    private String anythingBut() {
        return switch (random.nextInt(6)) {
            case 0 -> text();
            case 1 -> pick(NUMBERS);
            case 2 -> list(one(3), () -> chance(2) ? text() : pick(NUMBERS));
            case 3 -> expression("prefix", quote(pick(List.of("x", "xy", "é"))));
            case 4 -> expression("suffix", quote(pick(List.of("x", "xy", "é"))));
            default -> expression("wildcard", quote(wildcard()));
        };
    }

    private String wildcard() {
        StringJoiner pattern = new StringJoiner("*");
        for (int i = one(3); i >= 0; i--) {
            pattern.add(pick(List.of("x", "y", "xy", "z")));
        }
        return (chance(2) ? "*" : "") + pattern;
    }

    private String numeric() {
        int low = random.nextInt(ASCENDING.size() - 1);
        int high = low + 1 + random.nextInt(ASCENDING.size() - low - 1);
        return switch (random.nextInt(5)) {
            case 0 -> "[\"=\"," + pick(NUMBERS) + "]";
            case 1 -> "[\"" + pick(List.of("<", "<=", ">", ">=")) + "\"," + pick(NUMBERS) + "]";
            default ->
                "[\"" + pick(List.of(">", ">=")) + "\"," + ASCENDING.get(low) + ",\"" + pick(List.of("<", "<=")) + "\","
                        + ASCENDING.get(high) + "]";
        };
    }

    /** A message with properties and a body; now and then one of them cannot be read. */
    MessageView message() {
        Map<String, AttributeValue> attributes = new HashMap<>();
        for (String key : KEYS) {
            if (chance(2)) {
                attributes.put(key, attribute());
            }
        }
        return Messages.of(attributes, new Payload.Text(chance(30) ? "{\"a\":" : body()));
    }

    /** The content of a message: a JSON object. */
    String body() {
        return object(2);
    }

    private AttributeValue attribute() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> new AttributeValue.Text(pick(TEXTS));
            case 4, 5, 6 -> AttributeValue.number(pick(NUMBERS));
            case 7 -> new AttributeValue.Flag(random.nextBoolean());
            case 8 -> AttributeValue.Binary.BINARY;
            case 9 -> new AttributeValue.Array("[\"x\"");
            default -> new AttributeValue.Array(list(random.nextInt(4), this::scalar));
        };
    }

    private String object(int deeper) {
        Map<String, String> members = new HashMap<>();
        for (String key : List.of("a", "b", "c", "d", "e", "f", "a.b", "e.f")) {
            if (chance(2)) {
                members.put(key, value(deeper));
            }
        }
        return object(members);
    }

    private String value(int deeper) {
        int kind = random.nextInt(deeper > 0 ? 6 : 4);
        return switch (kind) {
            case 0, 1, 2 -> scalar();
            case 3 -> list(random.nextInt(4), this::scalar);
            case 4 -> object(deeper - 1);
            default -> list(random.nextInt(4), () -> value(deeper - 1));
        };
    }

    private String scalar() {
        return switch (random.nextInt(6)) {
            case 0, 1, 2 -> text();
            case 3 -> pick(List.of("true", "false", "null"));
            default -> pick(NUMBERS);
        };
    }

    private String text() {
        return quote(pick(TEXTS));
    }

    private int one(int most) {
        return 1 + random.nextInt(most);
    }

    private boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\") + '"';
    }

    private static String expression(String operator, String argument) {
        return "{\"" + operator + "\":" + argument + "}";
    }

    private static String list(int count, Supplier<String> element) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(element.get());
        }
        return "[" + String.join(",", elements) + "]";
    }

    private static String object(Map<String, String> members) {
        List<String> written = new ArrayList<>();
        members.forEach((name, value) -> written.add('"' + name + "\":" + value));
        return "{" + String.join(",", written) + "}";
    }
}
