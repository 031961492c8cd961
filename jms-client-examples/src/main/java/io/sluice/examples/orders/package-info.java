/**
 * The orders themselves: how a line of the order file reads, and the database they are stored in. Knows no messaging.
 *
 * <p>Called by the front end and the workers of the examples, on their main thread. Imports JDBC and commons-csv only.
 */
@NullMarked
package io.sluice.examples.orders;

import org.jspecify.annotations.NullMarked;
