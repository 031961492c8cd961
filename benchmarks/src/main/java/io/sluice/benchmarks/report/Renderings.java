package io.sluice.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A finished run as a table, as JSON and as a part of a Markdown page. */
public record Renderings(Report report, Run run) {
    private static final String BEGIN = "<!-- figures: begin -->";
    private static final String END = "<!-- figures: end -->";

    /**
     * How the figures came about.
     *
     * @param date ISO date of the run
     * @param command what repeats it
     */
    public record Run(String date, String command, Machine machine) {}

    /** What the JSON file holds. */
    private record Document(Run run, List<Figure> figures, List<Report.Curve> curves, List<String> notes) {}

    public String table() {
        List<ColumnData<Figure>> columns = Arrays.stream(Column.values())
                .map(column -> new com.github.freva.asciitable.Column()
                        .header(column.title())
                        .maxWidth(80)
                        .dataAlign(column.isNumber() ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
                        .<Figure>with(column::text))
                .toList();
        return AsciiTable.getTable(AsciiTable.NO_BORDERS, report.figures(), columns);
    }

    public void writeJson(Path file) throws IOException {
        var document = new Document(run, report.figures(), report.curves(), report.notes());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), document);
    }

    /** Replaces what stands between the two figure marks of the page. */
    public void writeInto(Path page) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " has no place for figures between " + BEGIN + " and " + END);
        }
        Files.writeString(page, text.substring(0, begin + BEGIN.length()) + "\n" + markdown() + text.substring(end));
    }

    String markdown() {
        var text = new StringBuilder();
        text.append("\nMeasured on ")
                .append(run.date)
                .append(" with `")
                .append(run.command)
                .append("`.\n");
        text.append("Machine: ").append(run.machine).append(".\n");
        String previous = "";
        for (Figure figure : report.figures()) {
            if (!figure.measurement().equals(previous)) {
                previous = figure.measurement();
                text.append("\n### ").append(previous).append("\n\n").append(header());
            }
            text.append(row(figure));
        }
        if (!report.notes().isEmpty()) {
            text.append("\nNotes of the run:\n\n");
            report.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        }
        return text.append('\n').toString();
    }

    private static String header() {
        String titles =
                Arrays.stream(Column.values()).map(Column::title).collect(Collectors.joining(" | ", "| ", " |\n"));
        String lines = Arrays.stream(Column.values())
                .map(column -> column.isNumber() ? "---:" : "---")
                .collect(Collectors.joining(" | ", "| ", " |\n"));
        return titles + lines;
    }

    private static String row(Figure figure) {
        return Arrays.stream(Column.values())
                .map(column -> column == Column.WORK ? figure.work() : column.text(figure))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
