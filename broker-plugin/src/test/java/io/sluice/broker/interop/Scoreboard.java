package io.sluice.broker.interop;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.text.WordUtils;

/** What every client did in every scenario: the tables that are printed and kept in the documentation. Thread-safe. */
final class Scoreboard {

    private static final String BEGIN = "<!-- the table is written by InteroperabilityIT -->\n";
    private static final String END = "<!-- end of the table -->\n";
    private static final int VERSION_COLUMN = 2;
    private static final int LINE = 120;
    private static final String NOT_RUN = "not run";
    private static final String FAILED = "FAIL";

    private final Map<ForeignClient, Map<Scenario, String>> cells = new EnumMap<>(ForeignClient.class);
    private final Map<ForeignClient, String> versions = new EnumMap<>(ForeignClient.class);

    /** Notes that this client takes part. */
    synchronized void enter(ForeignClient client, String version) {
        versions.put(client, version);
        cells.put(client, new EnumMap<>(Scenario.class));
        client.protocol()
                .limits()
                .keySet()
                .forEach(scenario -> cells.get(client)
                        .put(scenario, "- [" + (footnotes().indexOf(footnote(client, scenario)) + 1) + "]"));
    }

    synchronized void record(ForeignClient client, Scenario scenario, boolean passed) {
        cells.get(client).put(scenario, passed ? "pass" : FAILED);
    }

    /** The tables and their footnotes. */
    synchronized String tables() {
        StringBuilder text = new StringBuilder("Any queue\n");
        text.append(table(Scenario.of(false))).append("\n\nFIFO queues\n").append(table(Scenario.of(true)));
        List<String> footnotes = footnotes();
        for (int i = 0; i < footnotes.size(); i++) {
            text.append('\n').append(WordUtils.wrap("[" + (i + 1) + "] " + footnotes.get(i), LINE));
        }
        return text.append('\n').toString();
    }

    private String table(List<Scenario> scenarios) {
        List<Column> columns = new ArrayList<>(List.of(column("client"), column("version"), column("protocol")));
        scenarios.forEach(scenario -> columns.add(column(scenario.title())));
        Object[][] rows =
                cells.keySet().stream().map(client -> row(client, scenarios)).toArray(Object[][]::new);
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                .data(columns.toArray(Column[]::new), rows)
                .asString();
    }

    private static Column column(String title) {
        return new Column()
                .header(title.replace(", ", ",\n"))
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(40);
    }

    private Object[] row(ForeignClient client, List<Scenario> scenarios) {
        List<String> row = new ArrayList<>(List.of(
                client.library(), versions.get(client), client.protocol().title()));
        for (Scenario scenario : scenarios) {
            row.add(cells.get(client).getOrDefault(scenario, NOT_RUN));
        }
        return row.toArray();
    }

    private static String footnote(ForeignClient client, Scenario scenario) {
        return client.protocol().limits().getOrDefault(scenario, "");
    }

    private static List<String> footnotes() {
        Set<String> footnotes = new LinkedHashSet<>();
        for (ForeignClient client : ForeignClient.values()) {
            footnotes.addAll(client.protocol().limits().values());
        }
        return List.copyOf(footnotes);
    }

    /** Puts the tables between the two marks of the document. */
    void write(Path document) throws IOException {
        String text = Files.readString(document);
        String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        String after = text.substring(text.indexOf(END));
        Files.writeString(document, before + "\n```text\n" + tables() + "```\n\n" + after);
    }

    /**
     * Rows of this run that the document shows otherwise. A version that the operating system chose may differ. A scenario that was
     * not run is not compared, and neither is one that failed: its own test says so, and may be tried again.
     */
    List<String> differencesFrom(Path document) throws IOException {
        Set<List<String>> kept = rowsOf(Files.readString(document));
        return rowsOf(tables()).stream()
                .filter(row -> kept.stream().noneMatch(other -> agree(row, other)))
                .map(row -> String.join(" | ", row).strip())
                .toList();
    }

    private static boolean agree(List<String> row, List<String> kept) {
        return row.size() == kept.size()
                && IntStream.range(0, row.size())
                        .allMatch(i -> List.of(NOT_RUN, FAILED, kept.get(i)).contains(row.get(i)));
    }

    private static Set<List<String>> rowsOf(String text) {
        return text.lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> new ArrayList<>(java.util.Arrays.stream(line.split("\\|"))
                        .map(String::strip)
                        .toList()))
                .peek(Scoreboard::forgetVersionOfTheSystem)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void forgetVersionOfTheSystem(List<String> row) {
        for (ForeignClient client : ForeignClient.values()) {
            if (client.program().isOfTheSystem() && row.contains(client.library())) {
                row.set(VERSION_COLUMN, "");
            }
        }
    }
}
