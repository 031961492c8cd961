package io.sluice.broker.artemis.queue;

/**
 * What happens to a delivery in place of the acknowledgement that Artemis takes a client's request for.
 *
 * <p>Called on the thread that acknowledges, once per delivery and in the order of Artemis' list.
 */
interface SettlementInstead {

    void settle(LeasedConsumer holder, LeasedReference lease, Acknowledgement ack) throws Exception;
}
