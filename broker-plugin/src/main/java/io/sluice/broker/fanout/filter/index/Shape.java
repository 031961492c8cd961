package io.sluice.broker.fanout.filter.index;

import io.sluice.broker.fanout.filter.rule.Network;
import io.sluice.broker.fanout.filter.rule.Rule.EqualsIgnoreCase;
import io.sluice.broker.fanout.filter.rule.Value;
import org.jspecify.annotations.Nullable;

/** What of a value a policy is found by. Equal shapes are equal objects. */
sealed interface Shape {

    /** What a value looks like in this shape; null if it has none, because no rule of this shape can accept it. */
    @Nullable
    Object of(Value value);

    /** A guess how many times more messages come to a term of this shape than to one of an exact value. */
    default int breadth() {
        return 1;
    }

    /** Short beginnings and ends are shared by many texts. */
    private static int breadthOfPart(int length) {
        return length < 3 ? 64 >> 2 * length : 1;
    }

    /** The value itself. */
    enum Exact implements Shape {
        EXACT;

        @Override
        public Object of(Value value) {
            if (value instanceof Value.Text text) {
                return text.text();
            }
            return value instanceof Value.Numeric numeric ? numeric.number() : value;
        }
    }

    /** A text without regard to case. */
    enum Folded implements Shape {
        FOLDED;

        @Override
        public @Nullable Object of(Value value) {
            return value instanceof Value.Text text ? EqualsIgnoreCase.fold(text.text()) : null;
        }
    }

    /** The first characters of a text. */
    record Head(int length) implements Shape {
        @Override
        public @Nullable Object of(Value value) {
            return value instanceof Value.Text text && text.text().length() >= length
                    ? text.text().substring(0, length)
                    : null;
        }

        @Override
        public int breadth() {
            return breadthOfPart(length);
        }
    }

    /** The last characters of a text. */
    record Tail(int length) implements Shape {
        @Override
        public @Nullable Object of(Value value) {
            if (!(value instanceof Value.Text text)) {
                return null;
            }
            int start = text.text().length() - length;
            return start >= 0 ? text.text().substring(start) : null;
        }

        @Override
        public int breadth() {
            return breadthOfPart(length);
        }
    }

    /** Which of the intervals between multiples of a power of two a number is in. */
    record Interval(int exponent) implements Shape {
        @Override
        public @Nullable Object of(Value value) {
            return value instanceof Value.Numeric numeric
                    ? (Object) of(numeric.number().doubleValue())
                    : null;
        }

        double of(double number) {
            return Math.floor(Math.scalb(number, -exponent)) + 0.0;
        }

        @Override
        public int breadth() {
            return 2;
        }
    }

    /** Any number. */
    enum Numeric implements Shape {
        NUMERIC;

        @Override
        public @Nullable Object of(Value value) {
            return value instanceof Value.Numeric ? this : null;
        }

        @Override
        public int breadth() {
            return 32;
        }
    }

    /** The network of this size that an address is in. */
    record Subnet(int size) implements Shape {
        @Override
        public @Nullable Object of(Value value) {
            return value instanceof Value.Text text ? Network.around(text.text(), size) : null;
        }
    }

    /** Any value. */
    enum Present implements Shape {
        PRESENT;

        @Override
        public Object of(Value value) {
            return this;
        }

        @Override
        public int breadth() {
            return 64;
        }
    }
}
