package io.sluice.broker.redrive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds dead-letter queues that lead back to where a message came from: such a message would travel for ever.
 *
 * <p>Each queue has at most one dead-letter queue, so from each start there is one path; it either ends or runs into
 * one loop.
 */
public final class DeadLetterLoops {

    private DeadLetterLoops() {}

    /**
     * All loops that can be reached from these queues, each once.
     *
     * @param queues where to begin, in the order in which loops are to be reported; wildcards may be among them
     * @param policyOf the policy that applies to a name, own or through a wildcard
     * @return for each loop the queues on it in the direction of travel, beginning with the first one met; a queue
     *     that is its own dead-letter queue is a loop of one
     */
    public static List<List<String>> among(
            Collection<String> queues, Function<String, Optional<RedrivePolicy>> policyOf) {
        List<List<String>> loops = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String start : queues) {
            List<String> path = new ArrayList<>();
            Set<String> onPath = new HashSet<>();
            Optional<String> next = Optional.of(start);
            while (next.isPresent() && seen.add(next.get())) {
                path.add(next.get());
                onPath.add(next.get());
                next = policyOf.apply(next.get()).map(RedrivePolicy::deadLetterQueue);
            }
            next.filter(onPath::contains)
                    .ifPresent(back -> loops.add(List.copyOf(path.subList(path.indexOf(back), path.size()))));
        }
        return loops;
    }
}
