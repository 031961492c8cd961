package io.sluice.examples.images;

import java.util.Locale;

/**
 * Something that happened to an object of the image store.
 *
 * @param event {@code created} or {@code deleted}
 * @param size bytes
 * @param country of the one who did it
 * @param partner for whom the image is kept; empty if for nobody
 * @param shared whether everybody may see the image
 */
public record ImageEvent(
        String id, String event, String contentType, long size, String country, String partner, boolean shared) {

    /** The body of the message. */
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"id\":\"%s\",\"object\":{\"contentType\":\"%s\",\"size\":%d},\"user\":{\"country\":\"%s\"}}",
                id,
                contentType,
                size,
                country);
    }

    boolean isCreated() {
        return event.equals("created");
    }
}
