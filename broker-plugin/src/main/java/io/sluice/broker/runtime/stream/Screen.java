package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Where a command prints. Colours only on a terminal, and not if {@code NO_COLOR} is set. */
final class Screen {

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean isJson;

    Screen(CommandLine command, boolean isJson) {
        this.out = command.getOut();
        this.err = command.getErr();
        this.isJson = isJson;
    }

    boolean isJson() {
        return isJson;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    void table(Table table) {
        List<String> lines = table.lines();
        line(Ansi.AUTO.string("@|bold " + lines.get(0) + "|@"));
        lines.stream().skip(1).forEach(this::line);
    }

    /** Why the broker refuses. */
    void refused(ControlAnswer answer) {
        error(isJson ? answer.json() : answer.status() + ": " + answer.text("message"));
    }

    void error(String text) {
        out.flush();
        err.println(isJson ? text : Ansi.AUTO.string("@|red " + escaped(text) + "|@"));
        err.flush();
    }

    private static String escaped(String text) {
        return text.replace("@|", "@ |").replace("|@", "| @");
    }
}
