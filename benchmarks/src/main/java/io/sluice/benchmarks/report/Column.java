package io.sluice.benchmarks.report;

import java.util.function.Function;

/** The columns of the closing table, the same on the screen and in Markdown. */
enum Column {
    WORK("Work", figure -> figure.measurement() + ": " + figure.work(), false),
    QUANTITY("Quantity", Figure::quantity, false),
    BASELINE(
            "Baseline",
            figure ->
                    figure.medians() == null ? "" : Numbers.of(figure.medians().baseline()),
            true),
    SUBJECT(
            "Sluice",
            figure ->
                    figure.medians() == null ? "" : Numbers.of(figure.medians().subject()),
            true),
    VALUE("Median", figure -> Numbers.of(figure, figure.value().median()) + suffix(figure), true),
    QUARTILES(
            "Quartiles",
            figure ->
                    range(figure, figure.value().lowerQuartile(), figure.value().upperQuartile()),
            true),
    RANGE(
            "Least … most",
            figure -> range(figure, figure.value().least(), figure.value().most()),
            true),
    ROUNDS("n", figure -> Integer.toString(figure.value().rounds()), true),
    GOAL("Goal", figure -> figure.goal() == null ? "" : figure.goal().toString(), true),
    VERDICT("", Figure::verdict, false);

    private final String title;
    private final Function<Figure, String> text;
    private final boolean number;

    Column(String title, Function<Figure, String> text, boolean number) {
        this.title = title;
        this.text = text;
        this.number = number;
    }

    String title() {
        return title;
    }

    String text(Figure figure) {
        return text.apply(figure);
    }

    /** Numbers stand on the right. */
    boolean isNumber() {
        return number;
    }

    private static String suffix(Figure figure) {
        return figure.unit().equals(Figure.RATIO) ? "" : " " + figure.unit();
    }

    private static String range(Figure figure, double from, double to) {
        return Numbers.of(figure, from) + " … " + Numbers.of(figure, to);
    }
}
