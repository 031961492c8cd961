package io.sluice.examples.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * How an order is written: as one CSV record, in the order file and in the body of its message alike.
 *
 * <p>The front end looks at the number of columns and the order id only ({@link #check}); the fields are read by the
 * worker ({@link #parse}). So a line that only looks like an order reaches the queue, as it does in real systems.
 */
public final class OrderFormat {

    static final List<String> COLUMNS =
            List.of("order_id", "customer", "article", "quantity", "unit_price", "ordered_on");

    static final CSVFormat CSV = CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(true)
            .setRecordSeparator('\n')
            .get();

    private OrderFormat() {}

    /** The format of the order file: its first line names the columns. */
    public static CSVFormat fileFormat() {
        return CSV.builder().setHeader().setSkipHeaderRecord(true).get();
    }

    /**
     * What the front end can tell about a line without knowing the business.
     *
     * @return the body of the message for this line
     * @throws MalformedOrderException wrong number of columns, or no order id
     */
    public static String check(CSVRecord line) throws MalformedOrderException {
        if (line.size() != COLUMNS.size()) {
            throw new MalformedOrderException(line.size() + " columns instead of " + COLUMNS.size());
        }
        if (line.get(0).isBlank()) {
            throw new MalformedOrderException("no order id");
        }
        return CSV.format((Object[]) line.values());
    }

    /** Reads the body of a message. */
    public static Order parse(String body) throws MalformedOrderException {
        CSVRecord fields = onlyRecord(body);
        check(fields);
        try {
            return new Order(
                    fields.get(0),
                    fields.get(1),
                    fields.get(2),
                    number("quantity", fields.get(3)).intValueExact(),
                    number("unit_price", fields.get(4)),
                    LocalDate.parse(fields.get(5)));
        } catch (DateTimeException e) {
            throw new MalformedOrderException("ordered_on is not a date: '" + fields.get(5) + "'");
        } catch (ArithmeticException e) {
            throw new MalformedOrderException("quantity is not a whole number: '" + fields.get(3) + "'");
        }
    }

    private static BigDecimal number(String column, String text) throws MalformedOrderException {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new MalformedOrderException(column + " is not a number: '" + text + "'");
        }
    }

    private static CSVRecord onlyRecord(String body) throws MalformedOrderException {
        try (CSVParser parser = CSVParser.parse(body, CSV)) {
            List<CSVRecord> records = parser.getRecords();
            if (records.size() != 1) {
                throw new MalformedOrderException(records.size() + " lines instead of one");
            }
            return records.get(0);
        } catch (IOException | UncheckedIOException e) {
            throw new MalformedOrderException("not a CSV line: " + e.getMessage());
        }
    }
}
