/** What a FIFO queue costs against a plain queue of the same broker. */
@NullMarked
package io.sluice.benchmarks.fifo;

import org.jspecify.annotations.NullMarked;
