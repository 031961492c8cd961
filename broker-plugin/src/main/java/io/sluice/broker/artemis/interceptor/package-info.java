/**
 * Interceptors of protocol packets. Artemis calls them on the thread that read the packet, so they neither wait nor
 * block; work that may take longer goes to an executor of the broker.
 *
 * <p>Called by Artemis only. May import Artemis and Netty, and every package of ours except {@code config} and
 * {@code metrics}.
 */
@NullMarked
package io.sluice.broker.artemis.interceptor;

import org.jspecify.annotations.NullMarked;
