package io.sluice.examples.orders;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes an order file: mostly good orders, and about one line in thirty that is incomplete, unreadable or impossible.
 * The same seed and number of lines give the same file on every machine.
 */
@Command(
        name = "OrderGenerator",
        mixinStandardHelpOptions = true,
        description = "Writes an order file with good, incomplete, unreadable and impossible orders.")
public final class OrderGenerator implements Callable<Integer> {

    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);

    @Option(names = "--out", required = true, description = "the file to write")
    private Path out = Path.of("orders.csv");

    @Option(names = "--lines", defaultValue = "10000", description = "number of lines (default: ${DEFAULT-VALUE})")
    private int lines;

    @Option(names = "--seed", defaultValue = "42", description = "same seed, same file (default: ${DEFAULT-VALUE})")
    private long seed;

    public static void main(String[] args) {
        System.exit(new CommandLine(new OrderGenerator()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        OrderFile file = write(out, lines, seed);
        System.out.printf(
                Locale.ROOT,
                "%s: %d lines, %d good, %d unreadable, %d impossible, %d incomplete%n",
                out,
                file.lines(),
                file.good().size(),
                file.unreadable().size(),
                file.impossible().size(),
                file.incomplete());
        return 0;
    }

    /** Writes the file and tells what is in it. */
    public static OrderFile write(Path out, int lines, long seed) throws IOException {
        OrderFile file = new OrderFile(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), 0);
        Random random = new Random(seed);
        int incomplete = 0;
        CSVFormat format = OrderFormat.CSV
                .builder()
                .setHeader(OrderFormat.COLUMNS.toArray(String[]::new))
                .get();
        try (CSVPrinter csv = new CSVPrinter(Files.newBufferedWriter(out, StandardCharsets.UTF_8), format)) {
            for (int line = 1; line <= lines; line++) {
                String id = String.format(Locale.ROOT, "order-%06d", line);
                int perMille = random.nextInt(1000);
                if (perMille < 10) {
                    csv.printRecord(id, customer(random), article(random));
                    incomplete++;
                } else {
                    csv.printRecord(fields(id, perMille, random));
                    kind(file, perMille).add(id);
                }
            }
        }
        return new OrderFile(file.good(), file.unreadable(), file.impossible(), incomplete);
    }

    private static Set<String> kind(OrderFile file, int perMille) {
        if (perMille < 22) {
            return file.unreadable();
        }
        return perMille < 34 ? file.impossible() : file.good();
    }

    private static Object[] fields(String id, int perMille, Random random) {
        Object[] fields = {
            id,
            customer(random),
            article(random),
            1 + random.nextInt(20),
            BigDecimal.valueOf(100 + random.nextInt(99_900), 2),
            FIRST_DAY.plusDays(random.nextInt(300))
        };
        if (perMille < 16) {
            fields[3] = "a dozen";
        } else if (perMille < 22) {
            fields[5] = "2026-02-30";
        } else if (perMille < 28) {
            fields[2] = "article-unknown";
        } else if (perMille < 34) {
            fields[3] = -1;
        }
        return fields;
    }

    private static String customer(Random random) {
        return "customer-" + (1 + random.nextInt(500));
    }

    private static String article(Random random) {
        return "article-" + (1 + random.nextInt(OrderDatabase.ARTICLES));
    }
}
