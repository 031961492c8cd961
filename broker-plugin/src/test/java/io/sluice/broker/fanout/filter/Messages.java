package io.sluice.broker.fanout.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages and policies for tests, written shortly: apostrophes stand for quotation marks. */
final class Messages {

    private Messages() {}

    /** A message with a text body and no properties. */
    static MessageView body(String json) {
        return new Plain(Map.of(), new Payload.Text(quoted(json)));
    }

    /** A message with a body of bytes. */
    static MessageView bytes(String json) {
        byte[] utf8 = quoted(json).getBytes(StandardCharsets.UTF_8);
        byte[] padded = new byte[utf8.length + 5];
        System.arraycopy(utf8, 0, padded, 2, utf8.length);
        return new Plain(Map.of(), new Payload.Bytes(padded, 2, utf8.length));
    }

    /** A message whose body cannot be read as text or bytes. */
    static MessageView withoutBody() {
        return new Plain(Map.of(), null);
    }

    /**
     * A message with properties and no readable body.
     *
     * @param properties as {@code name:Type=value; name:Type=value}, type String, Number, String.Array, Boolean or Binary
     */
    static MessageView attributes(@Nullable String properties) {
        Map<String, AttributeValue> values = new HashMap<>();
        if (properties != null) {
            for (String property : properties.split(";")) {
                String[] nameAndRest = property.strip().split(":", 2);
                String[] typeAndValue = nameAndRest[1].split("=", 2);
                values.put(nameAndRest[0], attribute(typeAndValue[0], quoted(typeAndValue[1])));
            }
        }
        return new Plain(values, null);
    }

    static MessageView of(Map<String, AttributeValue> attributes, @Nullable Payload body) {
        return new Plain(attributes, body);
    }

    private static AttributeValue attribute(String type, String value) {
        return switch (type) {
            case "String" -> new AttributeValue.Text(value);
            case "Number" -> AttributeValue.number(value);
            case "String.Array" -> new AttributeValue.Array(value);
            case "Boolean" -> new AttributeValue.Flag(Boolean.parseBoolean(value));
            case "Binary" -> AttributeValue.Binary.BINARY;
            default -> throw new IllegalArgumentException(type);
        };
    }

    static FilterPolicy policy(FilterPolicyScope scope, String json) {
        try {
            return FilterPolicy.parse(quoted(json), scope);
        } catch (InvalidFilterPolicyException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    /** Whether a policy accepts a message, as the plain predicates say; fails if the index says something else. */
    static boolean fits(FilterPolicy policy, MessageView message) {
        List<Boolean> answers = new ArrayList<>();
        for (FilterTable<String> table : List.of(Messages.<String>asking(), Messages.<String>lookingUp())) {
            table.put("the subscription", policy);
            answers.add(table.match(message, subscription -> {}).matched() == 1);
        }
        if (!answers.get(0).equals(answers.get(1))) {
            throw new AssertionError(policy + ": the predicates say " + answers.get(0) + ", the index says otherwise");
        }
        return answers.get(0);
    }

    /** A table that asks every policy. */
    static <S> FilterTable<S> asking() {
        return new FilterTable<>(Integer.MAX_VALUE);
    }

    /** A table that always uses its index. */
    static <S> FilterTable<S> lookingUp() {
        return new FilterTable<>(0);
    }

    private record Plain(
            Map<String, AttributeValue> attributes,
            @Nullable Payload body) implements MessageView {
        @Override
        public @Nullable AttributeValue attribute(String name) {
            return attributes.get(name);
        }
    }
}
