package io.sluice.broker.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Collects what is wrong with one file. Not thread-safe; lives as long as one read. */
final class Problems {

    /** More than anybody mends at once; a bound on the work that a hostile file can cause. */
    private static final int MAXIMUM = 100;

    private static final int LONGEST_VALUE = 60;
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private final String file;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, ConfigurationProblem.Code code, String text) {
        if (!isFull()) {
            problems.add(problem(line, code, visible(text)));
        }
    }

    ConfigurationProblem problem(int line, ConfigurationProblem.Code code, String text) {
        return new ConfigurationProblem(file, line, code, text);
    }

    boolean isFull() {
        return problems.size() >= MAXIMUM;
    }

    /** Throws if there is a problem. */
    void refuseFile() throws ConfigurationException {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(ConfigurationProblem::line));
            throw new ConfigurationException(problems);
        }
    }

    /** Text of the file as it may stand in a message: on one line, not endless, visible if empty. */
    static String shown(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        String start = text.codePointCount(0, text.length()) > LONGEST_VALUE
                ? text.substring(0, text.offsetByCodePoints(0, LONGEST_VALUE)) + "..."
                : text;
        return visible(start);
    }

    /** Line ends, control and format characters would break the line of a message or hide in it. */
    private static String visible(String text) {
        return INVISIBLE.matcher(text).replaceAll("?");
    }
}
