package io.sluice.examples.fleet;

import java.util.Locale;

/**
 * Where a truck is.
 *
 * @param truck its name, which is the partition key
 * @param number counts the positions of this truck from 1
 */
public record Position(String truck, int number, double latitude, double longitude) {

    private static final double FIRST_LATITUDE = 50.0;
    private static final double FIRST_LONGITUDE = 4.0;
    private static final double LANE = 0.05;
    private static final double STEP = 0.002;

    /** The truck of this index on its road, which leads to the east. */
    public static Position of(int index, int number) {
        return new Position(
                String.format(Locale.ROOT, "truck-%02d", index),
                number,
                FIRST_LATITUDE + index * LANE,
                FIRST_LONGITUDE + number * STEP);
    }

    /** As in {@code truck-07 12 50.3500 4.0240}. */
    public String text() {
        return String.format(Locale.ROOT, "%s %d %.4f %.4f", truck, number, latitude, longitude);
    }

    /** @throws IllegalArgumentException if the text is not what {@link #text} gives */
    public static Position parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException("not the position of a truck: " + text);
        }
        return new Position(
                words[0], Integer.parseInt(words[1]), Double.parseDouble(words[2]), Double.parseDouble(words[3]));
    }

    /** The truck and the number, as in {@code truck-07/12}. */
    public String id() {
        return truck + "/" + number;
    }
}
