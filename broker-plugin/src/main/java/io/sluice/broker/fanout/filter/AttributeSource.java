package io.sluice.broker.fanout.filter;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The properties of one message, asked for by name only when some policy names them. */
public interface AttributeSource {

    /** The property of this name; null if the message has none. */
    @Nullable
    AttributeValue attribute(String name);

    /**
     * The names of the properties, apart from those that the {@link FilterTable} was told to ask for anyway; null if they are not at
     * hand. With them, a message with few properties is not asked for every name that occurs in a policy.
     */
    default @Nullable Collection<String> attributeNames() {
        return null;
    }
}
