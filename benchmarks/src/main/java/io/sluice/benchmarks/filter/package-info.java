/**
 * What a filter policy costs: matching among many, changing one, holding them. Measured in this process, without a broker, beside
 * event-ruler.
 */
@NullMarked
package io.sluice.benchmarks.filter;

import org.jspecify.annotations.NullMarked;
