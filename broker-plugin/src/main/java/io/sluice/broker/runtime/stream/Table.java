package io.sluice.broker.runtime.stream;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns. Numbers are aligned to the right. */
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** The lines, titles first. */
    List<String> lines() {
        int columns = rows.get(0).size();
        StringBuilder[] lines = new StringBuilder[rows.size()];
        for (int line = 0; line < lines.length; line++) {
            lines[line] = new StringBuilder();
        }
        for (int column = 0; column < columns; column++) {
            add(column, lines, column == columns - 1);
        }
        return List.of(lines).stream()
                .map(line -> line.toString().stripTrailing())
                .toList();
    }

    private void add(int column, StringBuilder[] lines, boolean isLast) {
        int width =
                rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
        boolean isRight = rows.stream().skip(1).anyMatch(row -> isDigits(row.get(column)))
                && rows.stream().skip(1).allMatch(row -> row.get(column).equals("-") || isDigits(row.get(column)));
        for (int line = 0; line < lines.length; line++) {
            String cell = rows.get(line).get(column);
            String room = " ".repeat(width - cell.length());
            lines[line].append(isRight ? room + cell : cell + room).append(isLast ? "" : GAP);
        }
    }

    private static boolean isDigits(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(Character::isDigit);
    }
}
