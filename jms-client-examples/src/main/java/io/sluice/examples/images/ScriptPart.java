package io.sluice.examples.images;

import java.util.List;
import picocli.CommandLine.Option;

/** Which events of which script a program publishes: options shared by the image stores. */
public final class ScriptPart {

    @Option(names = "--events", defaultValue = "400", description = "of the whole script (default: ${DEFAULT-VALUE})")
    private int events;

    @Option(names = "--seed", defaultValue = "42", description = "same seed, same events (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--from", defaultValue = "1", description = "first event to publish (default: ${DEFAULT-VALUE})")
    private int from;

    @Option(names = "--to", defaultValue = "400", description = "last event to publish (default: ${DEFAULT-VALUE})")
    private int to;

    /** The events to publish. */
    public List<ImageEvent> part() {
        List<ImageEvent> all = ImageScript.of(events, seed).events();
        return all.subList(Math.min(Math.max(from, 1) - 1, all.size()), Math.min(to, all.size()));
    }
}
