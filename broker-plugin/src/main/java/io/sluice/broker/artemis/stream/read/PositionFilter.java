package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.SequenceNumber;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.activemq.artemis.api.core.FilterConstants;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.selector.filter.FilterException;
import org.apache.activemq.artemis.selector.filter.Filterable;
import org.jspecify.annotations.Nullable;

/**
 * A selector for which the sequence number of a record is a number: all its digits, or the place alone, whichever the selector
 * compares it with. As a property it is text, because few clients have numbers of that length.
 */
final class PositionFilter implements Filter {

    private static final int LONGEST_PLACE = 19;

    private final Filter plain;
    private final boolean withAllDigits;

    PositionFilter(Filter plain) {
        this.plain = plain;
        this.withAllDigits = plain.getFilterString().toString().matches(".*\\d{" + (LONGEST_PLACE + 1) + "}.*");
    }

    @Override
    public boolean match(Message message) {
        return plain.match(new OfMessage(message));
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
