package io.sluice.broker.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration file was refused whole. The message has one line for each problem, in the order of the file.
 *
 * <p>Checked, because each caller has something of its own to do: at start the broker must not come up, at a reload the
 * configuration in force stays.
 */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigurationProblem> problems;

    ConfigurationException(List<ConfigurationProblem> problems) {
        super(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
