package io.sluice.broker.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses which key was meant. */
final class NearestKey {

    private static final int LONGEST_KEY = 40;
    private static final int SMALLEST_TOLERANCE = 2;

    private NearestKey() {}

    /** What to tell somebody who wrote a key that nobody knows. */
    static String hint(String key, Collection<String> known) {
        String all = "known are " + String.join(", ", known);
        if (key.length() > LONGEST_KEY) {
            return all;
        }
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                .filter(nearest -> distance(key, nearest) <= Math.max(SMALLEST_TOLERANCE, nearest.length() / 3))
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse(all);
    }

    private static int distance(String key, String candidate) {
        return LevenshteinDistance.getDefaultInstance()
                .apply(key.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
    }
}
