/**
 * Topics in the broker: one binding for each topic, which decides once for each message which subscriptions get it, and puts
 * it into their queues, all of them or none. What is said about topics comes from {@code sluice.yaml} and from control
 * requests, which are kept among the broker's bindings.
 *
 * <p>Called on the threads of publishers while Artemis routes a message, on the thread of control requests, and by the reload
 * task. May import {@code fanout}, {@code admin}, the other packages of {@code artemis}, and Artemis.
 */
@NullMarked
package io.sluice.broker.artemis.binding;

import org.jspecify.annotations.NullMarked;
