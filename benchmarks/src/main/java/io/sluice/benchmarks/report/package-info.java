/**
 * Figures with their spread and goal, and how they are shown: table, JSON, Markdown, chart.
 *
 * <p>Value types and renderers without state; imports no other package of this program.
 */
@NullMarked
package io.sluice.benchmarks.report;

import org.jspecify.annotations.NullMarked;
