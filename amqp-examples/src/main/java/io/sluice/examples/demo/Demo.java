package io.sluice.examples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.sluice.examples.process.Program;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.naming.NamingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bin/sluice demo}. Progress goes to standard error, the result to standard output. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts a throw-away broker, runs the examples against it and shows what happened.")
public final class Demo implements Callable<Integer> {

    private static final int INTERRUPTED = 130;

    @Option(
            names = "--orders",
            defaultValue = "10000",
            description = "lines of the order file, 100 or more" + " (default: ${DEFAULT-VALUE})")
    private int orders;

    @Option(
            names = "--seed",
            defaultValue = "42",
            description = "same seed, same order file" + " (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--limit-seconds",
            defaultValue = "120",
            description = "give up when the orders take longer" + " (default: ${DEFAULT-VALUE})")
    private long limitSeconds;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Option(names = "--home", defaultValue = "${sys:sluice.home:-.}", hidden = true, description = "project folder")
    private Path home = Path.of(".");

    public static void main(String[] args) {
        System.exit(Program.run(new Demo(), args));
    }

    @Override
    public Integer call() throws IOException, SQLException, NamingException, JMSException, InterruptedException {
        if (orders < 100) {
            throw new IllegalArgumentException(
                    "--orders is " + orders + "; with fewer than 100 there is too little to see");
        }
        Installation installation = Installation.at(home);
        try (Workshop workshop = Workshop.open()) {
            return run(workshop, installation);
        }
    }

    @SuppressWarnings("IllegalCatch") // once everything is being stopped, any error may come of that
    private int run(Workshop workshop, Installation installation)
            throws IOException, SQLException, NamingException, JMSException, InterruptedException {
        Progress progress = new Progress(System.err, System.console() != null);
        try {
            DemoRun run = new DemoRun(workshop, installation, progress, Duration.ofSeconds(limitSeconds));
            Facts facts = run.execute(orders, seed);
            DemoResult result = Verdict.on(facts, progress.elapsed().toMillis() / 1000.0);
            print(result, facts.processes().settlement());
            return result.failedChecks().isEmpty() ? 0 : 1;
        } catch (Exception e) {
            if (workshop.isClosed()) {
                return INTERRUPTED;
            }
            throw e;
        }
    }

    private void print(DemoResult result, List<String> settlement) throws JsonProcessingException {
        if (json) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            System.out.println(mapper.writeValueAsString(result));
            return;
        }
        heading("What each worker did");
        System.out.println(AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                result.workers(),
                List.of(
                        text("worker", DemoResult.WorkerLine::worker),
                        text("client", DemoResult.WorkerLine::client),
                        text("fate", DemoResult.WorkerLine::fate),
                        number("stored", line -> line.stored()),
                        number("stored after a redelivery", line -> line.redelivered()),
                        number("failed receives", line -> line.failed()))));
        heading("What became of the orders");
        System.out.println(counted("orders", result.counts().inWords()));
        heading("Why messages are in the dead-letter queue");
        System.out.println(counted("reason", result.deadLetters()));
        heading("What Sluice does with each outcome of AMQP 1.0");
        settlement.forEach(System.out::println);
        heading("What had to be true");
        for (Check check : result.checks()) {
            System.out.println(
                    (check.holds() ? "ok      " : "FAILED  ") + check.expectation() + " (" + check.found() + ")");
        }
        System.out.printf(Locale.ROOT, "%nThe demo took %.1f s; %s.%n", result.seconds(), outcome(result));
    }

    private static void heading(String text) {
        System.out.println();
        System.out.println(text);
    }

    private static String outcome(DemoResult result) {
        int failed = result.failedChecks().size();
        return failed == 0
                ? "every check holds"
                : failed + " of " + result.checks().size() + " checks failed";
    }

    private static String counted(String header, Map<String, Long> counts) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                counts.entrySet(),
                List.of(text(header, Map.Entry::getKey), number("number", Map.Entry::getValue)));
    }

    private static <T> ColumnData<T> text(String header, Function<T, String> value) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT).with(value);
    }

    private static <T> ColumnData<T> number(String header, Function<T, Number> value) {
        return new Column()
                .header(header)
                .dataAlign(HorizontalAlign.RIGHT)
                .with(row -> String.format(Locale.ROOT, "%,d", value.apply(row).longValue()));
    }
}
