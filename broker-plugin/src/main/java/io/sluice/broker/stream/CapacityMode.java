package io.sluice.broker.stream;

/** Who decides how many shards a stream has (SEMANTICS 4.5). */
public enum CapacityMode {
    /** The operator; every shard has a fixed throughput. */
    PROVISIONED("provisioned"),
    /** The stream, by the throughput that it sees. */
    ON_DEMAND("onDemand");

    private final String key;

    CapacityMode(String key) {
        this.key = key;
    }

    /** As {@code sluice.yaml} writes it. */
    public String key() {
        return key;
    }
}
