package io.sluice.examples.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A day of the image store. The same number and seed give the same events on every machine.
 *
 * @param events in the order of publishing
 */
public record ImageScript(List<ImageEvent> events) {

    private static final List<String> TYPES = List.of("image/jpeg", "image/png", "video/mp4");
    private static final List<String> COUNTRIES = List.of("de", "fr", "us", "br");
    private static final List<String> PARTNERS = List.of("", "", "", "acme");
    private static final int LARGEST = 10_000_000;

    /** Writes a script with that many events. */
    public static ImageScript of(int number, long seed) {
        Random random = new Random(seed);
        List<ImageEvent> events = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            events.add(new ImageEvent(
                    String.format(Locale.ROOT, "image-%04d", i),
                    random.nextInt(4) == 0 ? "deleted" : "created",
                    oneOf(TYPES, random),
                    1 + random.nextInt(LARGEST),
                    oneOf(COUNTRIES, random),
                    oneOf(PARTNERS, random),
                    random.nextBoolean()));
        }
        return new ImageScript(List.copyOf(events));
    }

    private static String oneOf(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The ids of the events that a reader is to get. */
    public Set<String> idsFor(ImageReader reader) {
        return events.stream().filter(reader::wants).map(ImageEvent::id).collect(Collectors.toUnmodifiableSet());
    }
}
