package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.rule.Decimals;
import io.sluice.broker.fanout.filter.rule.Value;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the properties of a message that policies ask for. */
final class AttributeReader {

    /** Up to here, asking for every key costs less than to find out which there are. */
    private static final int FEW_KEYS = 8;

    private final AttributeSource source;
    private final Content content = new Content();
    private boolean readable = true;

    private AttributeReader(AttributeSource source) {
        this.source = source;
    }

    /** The values, and whether all of them could be read. */
    record Attributes(Content content, boolean readable) {}

    static Attributes read(AttributeSource source, ScopeTable<?> keys) {
        AttributeReader reader = new AttributeReader(source);
        Collection<String> names = keys.keyCount() > FEW_KEYS ? source.attributeNames() : null;
        if (names != null && names.size() < keys.keyCount()) {
            for (String name : names) {
                if (keys.isKey(name) && !keys.isUnlistedKey(name)) {
                    reader.add(name);
                }
            }
            keys.forEachUnlistedKey(reader::add);
        } else {
            keys.forEachKey(reader::add);
        }
        return new Attributes(reader.content, reader.readable);
    }

    private void add(String name) {
        AttributeValue attribute = source.attribute(name);
        if (attribute instanceof AttributeValue.Array array) {
            addArray(name, array);
        } else if (attribute != null) {
            add(name, value(attribute));
        }
    }

    private void add(String name, Value value) {
        content.add(name, value);
        readable &= value != Value.Constant.UNREADABLE;
    }

    private void addArray(String name, AttributeValue.Array array) {
        @Nullable List<Value> elements = BodyReader.readArray(array.json());
        if (elements == null) {
            add(name, Value.Constant.UNREADABLE);
        } else {
            elements.forEach(element -> content.add(name, element));
        }
    }

    private static Value value(AttributeValue attribute) {
        if (attribute instanceof AttributeValue.Text text) {
            return new Value.Text(text.text());
        }
        if (attribute instanceof AttributeValue.Numeric numeric) {
            return Decimals.valueOf(numeric.number());
        }
        if (attribute instanceof AttributeValue.Flag flag) {
            return Value.of(flag.value());
        }
        return attribute instanceof AttributeValue.Binary ? Value.Constant.OPAQUE : Value.Constant.UNREADABLE;
    }
}
