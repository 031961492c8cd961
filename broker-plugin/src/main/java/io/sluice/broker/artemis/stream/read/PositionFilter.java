package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.SequenceNumber;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.FilterConstants;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.apache.activemq.artemis.selector.filter.FilterException;
import org.apache.activemq.artemis.selector.filter.Filterable;
import org.jspecify.annotations.Nullable;

/**
 * A selector for which the sequence number of a record is a number: all its digits, or the place alone, whichever the selector
 * compares it with. As a property it is text, because few clients have numbers of that length.
 */
final class PositionFilter implements Filter {

    private static final int LONGEST_PLACE = 19;
    private static final String NUMBER = RecordProperties.SEQUENCE_NUMBER;
    private static final Pattern TEXT_BEHIND = Pattern.compile("(\\b" + NUMBER + "\\s*(?:=|<>)\\s*)'(\\d+)'");
    private static final Pattern TEXT_IN_FRONT = Pattern.compile("'(\\d+)'(\\s*(?:=|<>)\\s*" + NUMBER + "\\b)");
    private static final Pattern TEXTS = Pattern.compile(
            "\\b" + NUMBER + "\\s+((?i:NOT)\\s+)?(?i:IN)\\s*\\(((?:\\s*'\\d+'\\s*,)*\\s*'\\d+'\\s*)\\)");

    private final Filter plain;
    private final Filter withNumbers;
    private final boolean withAllDigits;

    /** @throws ActiveMQException if it is no selector */
    PositionFilter(Filter plain) throws ActiveMQException {
        this.plain = plain;
        this.withNumbers =
                FilterImpl.createFilter(withNumbers(plain.getFilterString().toString()));
        this.withAllDigits = plain.getFilterString().toString().matches(".*\\d{" + (LONGEST_PLACE + 1) + "}.*");
    }

    /** Numbers may be written as texts, as the property is one. */
    private static String withNumbers(String selector) {
        String behind = TEXT_BEHIND.matcher(selector).replaceAll("$1$2");
        String inFront = TEXT_IN_FRONT.matcher(behind).replaceAll("$1$2");
        return TEXTS.matcher(inFront)
                .replaceAll(list -> (list.group(1) == null ? "(" : "(NOT (")
                        + Arrays.stream(list.group(2).split(","))
                                .map(text -> NUMBER + " = " + text.strip().replace("'", ""))
                                .collect(Collectors.joining(" OR "))
                        + (list.group(1) == null ? ")" : "))"));
    }

    @Override
    public boolean match(Message message) {
        return withNumbers.match(new OfMessage(message));
    }

    @Override
    public boolean match(Map<String, String> map) {
        return plain.match(map);
    }

    @Override
    public boolean match(Filterable filterable) {
        return plain.match(filterable);
    }

    @Override
    public SimpleString getFilterString() {
        return plain.getFilterString();
    }

    private final class OfMessage implements Filterable {

        private final Message message;

        private OfMessage(Message message) {
            this.message = message;
        }

        @Override
        public @Nullable Object getProperty(SimpleString id) {
            if (FilterConstants.ACTIVEMQ_TIMESTAMP.equals(id)) {
                return message.getTimestamp();
            }
            if (FilterConstants.ACTIVEMQ_USERID.equals(id)) {
                return message.getUserID() == null ? null : "ID:" + message.getUserID();
            }
            Object value = message.getObjectPropertyForFilter(id);
            if (value == null) {
                return null;
            }
            String text = value.toString();
            if (id.toString().equals(RecordProperties.SEQUENCE_NUMBER)) {
                return withAllDigits ? new BigDecimal(text) : (Object) SequenceNumber.placeIn(text);
            }
            return value instanceof SimpleString ? text : value;
        }

        @Override
        public <T> @Nullable T getBodyAs(Class<T> type) throws FilterException {
            return type == String.class && !message.isLargeMessage() ? type.cast(message.getStringBody()) : null;
        }

        @Override
        public @Nullable Object getLocalConnectionId() {
            return null;
        }
    }
}
