package io.sluice.examples.orders;

import java.util.Set;

/**
 * What a generated order file holds, so that a run can be checked against it.
 *
 * @param good the ids of the orders that must be stored
 * @param unreadable the ids of lines that look like an order until a field is read
 * @param impossible the ids of readable orders that break a rule of the database
 * @param incomplete the number of lines that the front end must refuse
 */
public record OrderFile(Set<String> good, Set<String> unreadable, Set<String> impossible, int incomplete) {

    public int lines() {
        return sent() + incomplete;
    }

    public int sent() {
        return good.size() + poison();
    }

    public int poison() {
        return unreadable.size() + impossible.size();
    }
}
