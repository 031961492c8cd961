package io.sluice.benchmarks.filter;

import io.sluice.broker.fanout.filter.AttributeValue;
import io.sluice.broker.fanout.filter.FilterPolicy;
import io.sluice.broker.fanout.filter.FilterPolicyScope;
import io.sluice.broker.fanout.filter.FilterTable;
import io.sluice.broker.fanout.filter.MessageView;
import io.sluice.broker.fanout.filter.Payload;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.GenericMachine;

/** A way to match messages with policies. */
interface Engine {

    void put(int subscription, String policy) throws Exception;

    /** How many subscriptions get the message. */
    int match(Prepared message) throws Exception;

    /** A message in the form that a broker has it in, so that only matching is measured. */
    record Prepared(
            String json,
            Map<String, AttributeValue> attributes,
            @Nullable Payload body) implements MessageView {

        static Prepared of(int customer) {
            Map<String, AttributeValue> attributes = new HashMap<>();
            attributes.put("customer", new AttributeValue.Text("c" + customer));
            attributes.put("event", new AttributeValue.Text("placed"));
            attributes.put("region", new AttributeValue.Text("eu-west"));
            attributes.put("price", AttributeValue.number(customer * 10L + 5));
            attributes.put("note", new AttributeValue.Text("hello"));
            attributes.put("sku", new AttributeValue.Text("k" + customer + "-z"));
            String json = Family.message(customer);
            return new Prepared(json, attributes, new Payload.Text(json));
        }

        @Override
        public @Nullable AttributeValue attribute(String name) {
            return attributes.get(name);
        }
    }

    /** The table of a topic. */
    final class Table implements Engine {
        private final FilterTable<Integer> table = new FilterTable<>();
        private final FilterPolicyScope scope;

        Table(FilterPolicyScope scope) {
            this.scope = scope;
        }

        @Override
        public void put(int subscription, String policy) throws Exception {
            table.put(subscription, FilterPolicy.parse(policy, scope));
        }

        @Override
        public int match(Prepared message) {
            return table.match(message, subscription -> {}).matched();
        }
    }

    /** event-ruler, on the body of the message. */
    final class Ruler implements Engine {
        private final GenericMachine<Integer> machine =
                GenericMachine.<Integer>builder().build();
        private final Map<Integer, String> present = new HashMap<>();

        @Override
        public void put(int subscription, String policy) throws Exception {
            String before = present.put(subscription, policy);
            if (before != null) {
                machine.deleteRule(subscription, before);
            }
            machine.addRule(subscription, policy);
        }

        @Override
        public int match(Prepared message) throws Exception {
            return machine.rulesForJSONEvent(message.json()).size();
        }
    }
}
