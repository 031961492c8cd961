package io.sluice.broker.visibility;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds out which events of a script are needed to make it fail. */
public final class ScriptShrinker {

    private ScriptShrinker() {}

    /**
     * Drops events while what is left still fails.
     *
     * @return a script that fails, and does not fail any more without any one of its events
     */
    public static <E> List<E> shrink(List<E> failing, Predicate<List<E>> fails) {
        List<E> script = new ArrayList<>(failing);
        for (int chunk = Math.max(1, script.size() / 2); chunk >= 1; ) {
            boolean dropped = false;
            for (int from = 0; from < script.size(); ) {
                List<E> without = new ArrayList<>(script.subList(0, from));
                without.addAll(script.subList(Math.min(from + chunk, script.size()), script.size()));
                if (fails.test(without)) {
                    script = without;
                    dropped = true;
                } else {
                    from += chunk;
                }
            }
            if (!dropped || chunk > 1) {
                chunk /= 2;
            }
        }
        return script;
    }
}
