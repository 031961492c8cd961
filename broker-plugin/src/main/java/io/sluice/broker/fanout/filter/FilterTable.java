package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.index.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one topic with their filter policies: tells which of them get a message.
 *
 * <p><b>Meaning.</b> A policy is a set of plain predicates ({@link Conjunction}), and a subscription matches if and only if those
 * say so. An index only chooses whom to ask. Each way to fit a policy lies under a key for which
 * few messages will come: under a value, the beginning or end of a text, an interval of numbers, a network, or, where nothing of
 * that kind is asked for, under the key being present. A message looks up its values and asks what it finds. So its cost
 * depends on what it has in common with policies, not on how many there are. While there are few policies, all are asked.
 *
 * <p><b>Threads.</b> Any thread may match at any time; any thread may change. All that matching reads is one immutable state, taken
 * once at the beginning, so an answer is that of the table before a change or after it, and neither side waits for the other. Changes
 * wait for each other. A change copies a few small arrays, whatever the size of the table.
 *
 * <p><b>Counts.</b> A message counts once for the topic and once for each subscription that gets it; what a subscription did not get
 * is the difference. A message that is being matched while a subscription is added may count for it.
 *
 * @param <S> a subscription, compared by {@code equals}
 */
public final class FilterTable<S> {

    /** Below, asking all costs less than looking up. */
    private static final int FEW_POLICIES = 4;

    private final int askAllUpTo;

    private final Object changes = new Object();
    private final SharedConditions conditions = new SharedConditions();
    private final Traffic traffic = new Traffic();
    private volatile State<S> state;

    private record State<S>(
            PersistentMap<S, Entry<S>> all,
            PersistentMap<S, Entry<S>> unfiltered,
            ScopeTable<S> byAttributes,
            ScopeTable<S> byBody) {

        State<S> with(Entry<S> entry) {
            S key = entry.member().subscription();
            FilterPolicy policy = entry.policy();
            PersistentMap<S, Entry<S>> more = all.with(key, entry);
            if (policy == null || policy.acceptsEverything()) {
                return new State<>(more, unfiltered.with(key, entry), byAttributes, byBody);
            }
            return policy.scope() == FilterPolicyScope.MESSAGE_BODY
                    ? new State<>(more, unfiltered, byAttributes, byBody.with(entry))
                    : new State<>(more, unfiltered, byAttributes.with(entry), byBody);
        }

        State<S> without(Entry<S> entry) {
            S key = entry.member().subscription();
            FilterPolicy policy = entry.policy();
            PersistentMap<S, Entry<S>> fewer = all.without(key);
            if (policy == null || policy.acceptsEverything()) {
                return new State<>(fewer, unfiltered.without(key), byAttributes, byBody);
            }
            return policy.scope() == FilterPolicyScope.MESSAGE_BODY
                    ? new State<>(fewer, unfiltered, byAttributes, byBody.without(entry))
                    : new State<>(fewer, unfiltered, byAttributes.without(entry), byBody);
        }
    }

    /** A table without subscriptions. */
    public FilterTable() {
        this(FEW_POLICIES, name -> false);
    }

    /**
     * A table without subscriptions.
     *
     * @param isUnlisted tells the names of properties that a message may have although its {@link
     *     AttributeSource#attributeNames()} leave them out
     */
    public FilterTable(Predicate<String> isUnlisted) {
        this(FEW_POLICIES, isUnlisted);
    }

    /** @param askAllUpTo with how many policies of a scope all of them are asked */
    FilterTable(int askAllUpTo) {
        this(askAllUpTo, name -> false);
    }

    private FilterTable(int askAllUpTo, Predicate<String> isUnlisted) {
        this.askAllUpTo = askAllUpTo;
        this.state = new State<>(
                PersistentMap.empty(),
                PersistentMap.empty(),
                ScopeTable.empty(isUnlisted),
                ScopeTable.empty(name -> false));
    }

    /**
     * Adds a subscription, or gives one that is there another policy; its counts go on.
     *
     * @param policy null if it gets every message
     */
    public void put(S subscription, @Nullable FilterPolicy policy) {
        synchronized (changes) {
            State<S> before = state;
            Entry<S> replaced = before.all.get(subscription);
            List<List<Conjunction.Condition>> ways = conditions.take(policy);
            Traffic.Reading now = traffic.read();
            state = replaced == null
                    ? before.with(new Entry<>(
                            new Member<>(subscription, now.messages()),
                            policy,
                            new Entry.Past(FilterCounts.NONE, now, 0),
                            ways))
                    : before.without(replaced)
                            .with(new Entry<>(replaced.member(), policy, replaced.endedAt(now), ways));
            conditions.giveBack(replaced == null ? null : replaced.policy());
        }
    }

    /** Removes a subscription; no effect if it is not there. */
    public void remove(S subscription) {
        synchronized (changes) {
            Entry<S> removed = state.all.get(subscription);
            if (removed != null) {
                state = state.without(removed);
                conditions.giveBack(removed.policy());
            }
        }
    }

    /** How many subscriptions there are. */
    public int size() {
        return state.all.size();
    }

    /** What was counted for a subscription; zeros if it is not there. */
    public FilterCounts counts(S subscription) {
        Entry<S> entry = state.all.get(subscription);
        return entry == null ? FilterCounts.NONE : entry.counts(traffic.read());
    }

    /** What is still held though no subscription needs it; empty unless there is a leak. */
    List<String> leftovers() {
        State<S> now = state;
        List<String> left = new ArrayList<>();
        if (now.all.isEmpty()) {
            now.byAttributes.forEachLeftover(left::add);
            now.byBody.forEachLeftover(left::add);
            if (conditions.size() > 0) {
                left.add(conditions.size() + " shared conditions");
            }
        }
        return left;
    }

    /**
     * Tells who gets a message. The view is asked only for properties that a policy names, and for the body only if a policy looks
     * at it.
     *
     * @return what became of the message, in numbers
     */
    public MatchOutcome match(MessageView message, Matches<? super S> matches) {
        State<S> now = state;
        now.unfiltered.forEach((subscription, entry) -> {
            entry.member().countMatch(true);
            matches.matched(subscription);
        });
        boolean attributesReadable = true;
        int matchedByAttributes = 0;
        if (now.byAttributes.size() > 0) {
            AttributeReader.Attributes attributes = AttributeReader.read(message, now.byAttributes);
            attributesReadable = attributes.readable();
            matchedByAttributes = match(now.byAttributes, attributes.content(), attributesReadable, matches);
        }
        boolean bodyReadable = true;
        int matchedByBody = 0;
        if (now.byBody.size() > 0) {
            Payload payload = message.body();
            Content body = payload == null ? null : BodyReader.read(payload, now.byBody);
            bodyReadable = body != null;
            matchedByBody = body == null ? 0 : match(now.byBody, body, true, matches);
        }
        traffic.count(attributesReadable, bodyReadable);
        int missedByAttributes = now.byAttributes.size() - matchedByAttributes;
        int missedByBody = now.byBody.size() - matchedByBody;
        return new MatchOutcome(
                now.unfiltered.size() + matchedByAttributes + matchedByBody,
                attributesReadable ? missedByAttributes : 0,
                attributesReadable ? 0 : missedByAttributes,
                bodyReadable ? missedByBody : 0,
                bodyReadable ? 0 : missedByBody);
    }

    private int match(ScopeTable<S> table, Content content, boolean readable, Matches<? super S> matches) {
        Asked<S> asked = new Asked<>(content, readable, matches);
        if (table.size() <= askAllUpTo) {
            table.forEachEntry(asked::askAll);
        } else {
            table.find(content, asked::ask);
        }
        return asked.matched.size();
    }

    /** Asks postings and remembers who matched, because a subscription may be found in several ways. */
    private static final class Asked<S> {
        private final Content content;
        private final boolean readable;
        private final Matches<? super S> matches;
        private final Gathered<Member<S>> matched = new Gathered<>();

        private Asked(Content content, boolean readable, Matches<? super S> matches) {
            this.content = content;
            this.readable = readable;
            this.matches = matches;
        }

        /** For one that was not looked up. */
        private void askAll(Entry<S> entry) {
            for (Posting<S> posting : entry.postings()) {
                if (content.satisfies(posting.conditions())) {
                    tell(entry.member());
                    return;
                }
            }
        }

        /** For one that was looked up and found. */
        private void ask(Posting<S> posting) {
            if (content.satisfies(posting)) {
                tell(posting.member());
            }
        }

        private void tell(Member<S> member) {
            if (matched.add(member)) {
                member.countMatch(readable);
                matches.matched(member.subscription());
            }
        }
    }
}
