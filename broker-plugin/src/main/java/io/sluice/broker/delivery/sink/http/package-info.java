/**
 * Endpoints that are called over HTTP and HTTPS, with the headers that SNS sends.
 *
 * <p>Connections go only where {@link io.sluice.broker.delivery.outgoing.OutgoingAllowList} says, redirects are not followed, an
 * answer is read up to a limit. Runs on the executor of the HTTP client. May import {@code java.net}.
 */
@NullMarked
package io.sluice.broker.delivery.sink.http;

import org.jspecify.annotations.NullMarked;
