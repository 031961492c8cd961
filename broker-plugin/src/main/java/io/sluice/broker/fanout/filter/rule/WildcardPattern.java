package io.sluice.broker.fanout.filter.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in which each asterisk stands for any run of characters, the empty one too. {@code \*} is an asterisk and {@code \\} a
 * backslash.
 *
 * @param parts the texts between the asterisks; the first and the last may be empty, those between are not
 */
public record WildcardPattern(List<String> parts) {

    public WildcardPattern {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if a backslash escapes something else, or two asterisks stand side by side
     */
    public static WildcardPattern parse(String pattern) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
                    throw new IllegalArgumentException("Consecutive wildcard characters at pos " + (i + 1));
                }
                parts.add(part.toString());
                part.setLength(0);
            } else if (c == '\\') {
                i++;
                if (i == pattern.length() || (pattern.charAt(i) != '*' && pattern.charAt(i) != '\\')) {
                    throw new IllegalArgumentException("Invalid escape character at pos " + i);
                }
                part.append(pattern.charAt(i));
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return new WildcardPattern(parts);
    }

    /** How many asterisks stand for something. */
    public int wildcards() {
        return parts.size() - 1;
    }

    /** What every fitting text starts with; may be empty. */
    public String head() {
        return parts.get(0);
    }

    /** What every fitting text ends with; may be empty. */
    public String tail() {
        return parts.get(parts.size() - 1);
    }

    /** Whether the text fits; takes time in proportion to its length, whatever the pattern. */
    public boolean fits(String text) {
        if (wildcards() == 0) {
            return text.equals(head());
        }
        if (!text.startsWith(head())) {
            return false;
        }
        int from = head().length();
        int end = text.length() - tail().length();
        for (int i = 1; i < parts.size() - 1; i++) {
            int found = text.indexOf(parts.get(i), from);
            if (found < 0) {
                return false;
            }
            from = found + parts.get(i).length();
        }
        return from <= end && text.endsWith(tail());
    }
}
