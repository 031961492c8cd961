package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.Conjunction.Condition;
import io.sluice.broker.fanout.filter.rule.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Decides whether conditions hold in a message with arrays of objects: of every array one element may be chosen, and the conditions
 * must be met outside of arrays and in chosen elements. {@code [{"a":1,"b":2},{"a":3,"b":4}]} fits a=1 with b=2, but not a=1 with b=4.
 *
 * <p>A key is absent if neither the rest of the message nor a chosen element has it; in an array from which nothing is
 * chosen, no element may have it. An element is only chosen to meet a condition that asks for a value.
 *
 * <p>The work grows with the size of the message, not with the number of choices. There are at most 5 conditions, so a set of
 * conditions is a number below 32 (a mask), and a set of such sets is an {@code int} with a bit for each: the outcomes that
 * some choice of elements leads to.
 */
final class ElementChoice {

    private final List<Condition> conditions;
    private final int wanted;
    private final int all;

    private ElementChoice(Collection<Condition> conditions) {
        this.conditions = new ArrayList<>(conditions);
        this.all = (1 << conditions.size()) - 1;
        int values = 0;
        for (int i = 0; i < this.conditions.size(); i++) {
            if (!this.conditions.get(i).asksForAbsence()) {
                values |= 1 << i;
            }
        }
        this.wanted = values;
    }

    static boolean satisfies(Content content, Collection<Condition> conditions) {
        if (conditions.size() > FilterPolicy.MAXIMUM_KEYS) {
            throw new IllegalArgumentException(conditions.size() + " conditions, at most " + FilterPolicy.MAXIMUM_KEYS);
        }
        ElementChoice choice = new ElementChoice(conditions);
        return (outcomes(choice.examine(content)) >>> choice.all & 1) == 1;
    }

    /** The outcomes if this content is chosen, and the absent keys of all of it if nothing in it is. */
    private long examine(Content content) {
        int met = metBy(content);
        int outcomes = 1 << met;
        int absent = met & ~wanted;
        for (List<Content> array : content.arrays()) {
            int chosen = 0;
            int absentInAll = all & ~wanted;
            for (Content element : array) {
                long examined = examine(element);
                chosen |= withAValue(outcomes(examined));
                absentInAll &= absent(examined);
            }
            outcomes = combine(outcomes, chosen | 1 << absentInAll);
            absent &= absentInAll;
        }
        return (long) absent << 32 | (outcomes & 0xffff_ffffL);
    }

    private static int outcomes(long examined) {
        return (int) examined;
    }

    private static int absent(long examined) {
        return (int) (examined >>> 32);
    }

    private int metBy(Content content) {
        int met = 0;
        for (int i = 0; i < conditions.size(); i++) {
            Condition condition = conditions.get(i);
            List<Value> present = content.values().get(condition.key());
            if (present == null ? condition.asksForAbsence() : condition.accepts(present)) {
                met |= 1 << i;
            }
        }
        return met;
    }

    private int withAValue(int outcomes) {
        int kept = 0;
        for (int mask = 0; mask <= all; mask++) {
            if ((mask & wanted) != 0) {
                kept |= outcomes & 1 << mask;
            }
        }
        return kept;
    }

    /** A value is there if either side has it, a key is absent if neither side has it. */
    private int combine(int left, int right) {
        int combined = 0;
        for (int l = 0; l <= all; l++) {
            if ((left >>> l & 1) == 0) {
                continue;
            }
            for (int r = 0; r <= all; r++) {
                if ((right >>> r & 1) == 1) {
                    combined |= 1 << ((l | r) & wanted | l & r & ~wanted);
                }
            }
        }
        return combined;
    }
}
