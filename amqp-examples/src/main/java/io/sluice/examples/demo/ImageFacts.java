package io.sluice.examples.demo;

import io.sluice.examples.hook.WebHook;
import io.sluice.examples.images.ImageReader;
import io.sluice.examples.images.ImageScript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was seen of the image store.
 *
 * @param publishers what they said at the end
 * @param received the images that each reader was told of, in the order in which it was
 * @param left messages in the queues at the end
 */
record ImageFacts(
        ImageScript script,
        List<String> publishers,
        Map<ImageReader, List<String>> received,
        WebHook.Seen hook,
        int left) {

    /** Before anything was seen. */
    static final ImageFacts NONE =
            new ImageFacts(new ImageScript(List.of()), List.of(), Map.of(), new WebHook.Seen(0, 0, 0, List.of()), 0);

    /** What must be true of them. */
    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        int events = script.events().size();
        List<String> published =
                List.of("published " + events / 2 + " events", "published " + (events - events / 2) + " events");
        checks.add(new Check(
                "the image store published each event once, half by JMS and half by AMQP",
                publishers.equals(published),
                String.join(", ", publishers)));
        for (ImageReader reader : ImageReader.values()) {
            checks.add(once(whatGot(reader), script.idsFor(reader), received.getOrDefault(reader, List.of())));
        }
        checks.add(new Check(
                "the web hook confirmed its subscription, and every request to it was signed",
                hook.confirmations() > 0 && hook.forgeries() == 0,
                hook.confirmations() + " confirmed, " + hook.forgeries() + " without a right signature"));
        checks.add(new Check(
                "what the web hook refused while it was away came again",
                hook.refusals() > 0,
                hook.refusals() + " requests refused"));
        checks.add(new Check("nothing is left in the queues of images", left == 0, left + " messages"));
        return checks;
    }

    private static String whatGot(ImageReader reader) {
        return switch (reader) {
            case THUMBNAILS -> "the thumbnail queue got the new images";
            case AUDIT -> "the audit queue got every event";
            case FRAUD -> "the fraud queue got large objects of users elsewhere, by the body";
            case PARTNERS -> "the web hook got what belongs to partners";
            case GALLERY -> "a JMS durable subscriber got what its policy in sluice.yaml says";
        };
    }

    private static Check once(String what, Set<String> wanted, List<String> got) {
        int distinct = new HashSet<>(got).size();
        return new Check(
                what + ", each once, and nothing else",
                got.size() == distinct && wanted.equals(new HashSet<>(got)),
                distinct + " of " + wanted.size()
                        + (got.size() == distinct ? "" : ", " + (got.size() - distinct) + " of them again"));
    }
}
