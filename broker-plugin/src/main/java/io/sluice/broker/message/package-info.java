/**
 * Neutral value types of a message: ids, names, sizes, attributes, the receive count. No behaviour beyond validation.
 *
 * <p>Immutable, for any thread. No clock is involved. Imports nothing of the project.
 */
@NullMarked
package io.sluice.broker.message;

import org.jspecify.annotations.NullMarked;
