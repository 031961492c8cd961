/**
 * What the example programs have in common as processes: how they start, report errors, are slow or hang, and stop.
 *
 * <p>Imports picocli only; no messaging, no database.
 */
@NullMarked
package io.sluice.examples.process;

import org.jspecify.annotations.NullMarked;
