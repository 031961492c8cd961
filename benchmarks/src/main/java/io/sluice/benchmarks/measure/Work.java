package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;

/** A kind of work that can be done on either queue of a pair with any number of messages. */
public interface Work {

    /** Leaves the queue as it was before. */
    Sample run(BrokerProcess broker, String queue, int messages) throws Exception;
}
