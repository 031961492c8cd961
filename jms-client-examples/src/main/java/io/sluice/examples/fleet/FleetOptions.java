package io.sluice.examples.fleet;

import picocli.CommandLine.Option;

/** Which trucks drive how far: options shared by the programs that send positions. */
public final class FleetOptions {

    @Option(names = "--first", defaultValue = "0", description = "index of the first truck (default: ${DEFAULT-VALUE})")
    private int first;

    @Option(names = "--trucks", defaultValue = "25", description = "default: ${DEFAULT-VALUE}")
    private int trucks;

    @Option(names = "--positions", defaultValue = "40", description = "of each truck (default: ${DEFAULT-VALUE})")
    private int positions;

    @Option(
            names = "--interval-millis",
            defaultValue = "150",
            description = "from one position of a truck to the next (default: ${DEFAULT-VALUE})")
    private long intervalMillis;

    public int first() {
        return first;
    }

    public int trucks() {
        return trucks;
    }

    public int positions() {
        return positions;
    }

    public long intervalMillis() {
        return intervalMillis;
    }
}
