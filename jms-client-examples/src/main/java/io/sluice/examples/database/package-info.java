/** How the examples reach their databases. */
@NullMarked
package io.sluice.examples.database;

import org.jspecify.annotations.NullMarked;
