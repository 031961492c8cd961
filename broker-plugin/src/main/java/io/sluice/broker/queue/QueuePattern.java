package io.sluice.broker.queue;

import java.util.Comparator;

/**
 * The key of one entry under {@code queues}: a queue name, or an Artemis wildcard that stands for many.
 *
 * <p>The syntax and the matches are those of Artemis' address settings: a dot separates words; {@code *} stands for
 * one or more characters of one word; {@code #} stands for any number of further words, also none, and may only be the
 * last character, so {@code legacy.#} matches {@code legacy} and {@code legacy.a.b}. All other characters stand for
 * themselves.
 *
 * <p>The natural order is from most to least exact, again as in Artemis: names before wildcards, wildcards without
 * {@code #} before those with one; with {@code #} the longer text first; with {@code *} the one whose first whole-word
 * star comes later, then the shorter text. Where Artemis leaves the order open, the alphabet decides, so that the
 * outcome never depends on chance.
 */
public final class QueuePattern implements Comparable<QueuePattern> {

    private static final String ANY_WORDS = "#";
    private static final String ONE_WORD = "*";
    private static final Comparator<QueuePattern> ORDER = Comparator.comparing(
                    (QueuePattern pattern) -> pattern, QueuePattern::compareExactness)
            .thenComparing(QueuePattern::toString);

    private final String text;
    private final boolean anyWords;
    private final boolean oneWord;
    private final String[] words;

    private QueuePattern(String text) {
        this.text = text;
        anyWords = text.endsWith(ANY_WORDS);
        oneWord = text.contains(ONE_WORD);
        words = withoutAnyWords(text).split("\\.", -1);
    }

    /**
     * The pattern of this text.
     *
     * @throws IllegalArgumentException if the text is empty or has a {@code #} that is not its last character
     */
    public static QueuePattern of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a queue name cannot be empty");
        }
        int firstAnyWords = text.indexOf(ANY_WORDS);
        if (firstAnyWords >= 0 && firstAnyWords < text.length() - 1) {
            throw new IllegalArgumentException("# must be the last character of " + text);
        }
        return new QueuePattern(text);
    }

    /** Whether this stands for more than the one queue of its name. */
    public boolean isWildcard() {
        return anyWords || oneWord;
    }

    /** Whether the queue of this name belongs to this entry. */
    public boolean matches(String queueName) {
        if (!isWildcard()) {
            return text.equals(queueName);
        }
        if (text.equals(ANY_WORDS)) {
            return true;
        }
        int position = 0;
        for (String word : words) {
            if (position > queueName.length()) {
                return false;
            }
            int end = endOfWord(queueName, position);
            if (!wordMatches(word, queueName.substring(position, end))) {
                return false;
            }
            position = end + 1;
        }
        boolean atEnd = position > queueName.length();
        return atEnd || (anyWords && position < queueName.length());
    }

    private static int endOfWord(String name, int start) {
        int dot = name.indexOf('.', start);
        return dot < 0 ? name.length() : dot;
    }

    /** One word, in time proportional to the product of the lengths whatever the number of stars. */
    private static boolean wordMatches(String pattern, String word) {
        int inPattern = 0;
        int inWord = 0;
        int afterStar = -1;
        int retryFrom = 0;
        while (inWord < word.length()) {
            if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                afterStar = ++inPattern;
                retryFrom = ++inWord;
            } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == word.charAt(inWord)) {
                inPattern++;
                inWord++;
            } else if (afterStar >= 0) {
                inPattern = afterStar;
                inWord = ++retryFrom;
            } else {
                return false;
            }
        }
        return inPattern == pattern.length();
    }

    @Override
    public int compareTo(QueuePattern other) {
        return ORDER.compare(this, other);
    }

    /** Artemis' order alone: negative if this is more exact, 0 if Artemis makes no difference. */
    int compareExactness(QueuePattern other) {
        if (isWildcard() != other.isWildcard()) {
            return isWildcard() ? 1 : -1;
        }
        if (anyWords != other.anyWords) {
            return anyWords ? 1 : -1;
        }
        if (anyWords) {
            return Integer.compare(other.text.length(), text.length());
        }
        if (oneWord) {
            int byStars = compareStars(other);
            return byStars != 0 ? byStars : Integer.compare(text.length(), other.text.length());
        }
        return 0;
    }

    private int compareStars(QueuePattern other) {
        for (int i = 0; i < Math.min(words.length, other.words.length); i++) {
            boolean star = words[i].equals(ONE_WORD);
            if (star != other.words[i].equals(ONE_WORD)) {
                return star ? 1 : -1;
            }
        }
        return Integer.compare(other.words.length, words.length);
    }

    private static String withoutAnyWords(String text) {
        if (!text.endsWith(ANY_WORDS)) {
            return text;
        }
        String prefix = text.substring(0, text.length() - 1);
        return prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueuePattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text as the file has it. */
    @Override
    public String toString() {
        return text;
    }
}
