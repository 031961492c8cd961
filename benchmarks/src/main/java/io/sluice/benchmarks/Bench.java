package io.sluice.benchmarks;

import io.sluice.benchmarks.measure.Effort;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.Progress;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.report.Charts;
import io.sluice.benchmarks.report.Machine;
import io.sluice.benchmarks.report.Renderings;
import io.sluice.benchmarks.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the benchmarks; {@code bin/bench} builds and starts it. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures a queue with a visibility timeout against a plain queue of the same broker.")
public final class Bench implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "WHAT", description = "any of: ${COMPLETION-CANDIDATES} (default: all)")
    private Set<Subject> subjects = EnumSet.of(Subject.ALL);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "alternating rounds of each pair (default: 7, with --quick 3)")
    private @Nullable Integer rounds;

    @Option(names = "--quick", description = "a few minutes instead of a quarter of an hour; wider spread")
    private boolean quick;

    @Option(names = "--smoke", description = "a few messages of each kind; the figures mean nothing")
    private boolean smoke;

    @Option(
            names = "--self-check",
            description = "run without the plugin: plain against plain, so every ratio other than 1 is noise")
    private boolean selfCheck;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description =
                    "of throughput, fanout, fifo, streams and stale, only the work whose name in the table contains this")
    private Pattern only = Pattern.compile("");

    @Option(names = "--data", paramLabel = "DIR", description = "where the journals go: the disk under measurement")
    private Path data = Path.of(System.getProperty("java.io.tmpdir"), "sluice-bench");

    @Option(names = "--json", paramLabel = "FILE", description = "write figures and percentiles there")
    private @Nullable Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "replace the figures in this page")
    private @Nullable Path markdown;

    @Option(names = "--charts", paramLabel = "DIR", description = "write latency.svg and ratios.svg there")
    private @Nullable Path charts;

    @Spec
    private @Nullable CommandSpec spec;

    private final Report report = new Report();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    /** What the run has found; complete once {@link #call} has returned. */
    Report report() {
        return report;
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(data);
        var stage = new Stage(data, effort(), selfCheck, only, new Progress(utf8(System.err)), report);
        for (Measurement measurement : measurements()) {
            measurement.run(stage);
        }
        var run = new Renderings.Run(LocalDate.now(ZoneOffset.UTC).toString(), command(), Machine.current(data));
        publish(new Renderings(report, run));
        return 0;
    }

    private void publish(Renderings renderings) throws IOException {
        PrintStream out = utf8(System.out);
        out.println();
        out.println(renderings.table());
        if (json != null) {
            renderings.writeJson(json);
        }
        if (markdown != null) {
            renderings.writeInto(markdown);
        }
        if (charts != null) {
            new Charts(report).write(charts);
        }
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private Collection<Measurement> measurements() {
        Set<Measurement> chosen = new LinkedHashSet<>();
        subjects.forEach(subject -> chosen.addAll(subject.measurements()));
        return chosen;
    }

    private Effort effort() {
        Effort effort = smoke ? Effort.smoke() : quick ? Effort.quick() : Effort.full();
        return rounds == null ? effort : effort.withRounds(rounds);
    }

    private String command() {
        List<String> arguments =
                spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
        return String.join(" ", arguments).isEmpty() ? "bin/bench" : "bin/bench " + String.join(" ", arguments);
    }
}
