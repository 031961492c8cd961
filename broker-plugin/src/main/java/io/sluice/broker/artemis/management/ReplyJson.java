package io.sluice.broker.artemis.management;

import io.sluice.broker.admin.ControlReply;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import org.apache.activemq.artemis.json.JsonArrayBuilder;
import org.apache.activemq.artemis.json.JsonObjectBuilder;
import org.apache.activemq.artemis.utils.JsonLoader;
import org.jspecify.annotations.Nullable;

/** Writes the body of a reply. */
public final class ReplyJson {

    private ReplyJson() {}

    /** The body as JSON text. */
    public static String of(ControlReply reply) {
        return object(reply.body()).build().toString();
    }

    private static JsonObjectBuilder object(Map<?, ?> members) {
        JsonObjectBuilder json = JsonLoader.createObjectBuilder();
        members.forEach((key, value) -> add(json, String.valueOf(key), value));
        return json;
    }

    private static void add(JsonObjectBuilder json, String name, @Nullable Object value) {
        if (value == null) {
            json.addNull(name);
        } else if (value instanceof Map<?, ?> members) {
            json.add(name, object(members));
        } else if (value instanceof Collection<?> elements) {
            json.add(name, array(elements));
        } else if (value instanceof Boolean flag) {
            json.add(name, flag);
        } else if (value instanceof BigDecimal decimal) {
            json.add(name, decimal);
        } else if (value instanceof Number number) {
            json.add(name, number.longValue());
        } else {
            json.add(name, String.valueOf(value));
        }
    }

    private static JsonArrayBuilder array(Collection<?> elements) {
        JsonArrayBuilder json = JsonLoader.createArrayBuilder();
        elements.forEach(element -> {
            if (element instanceof Map<?, ?> members) {
                json.add(object(members));
            } else {
                json.add(String.valueOf(element));
            }
        });
        return json;
    }
}
