/**
 * An Artemis broker inside our own process: reads broker.xml, measures the disk for its journal, starts and stops it,
 * and turns the ways in which a start can fail into text for an operator.
 *
 * <p>Called by {@code runtime} on its main and shutdown threads. May import Artemis, Micrometer's registry type (which
 * Artemis' metrics interface asks for), and every package of ours except {@code config} and {@code metrics}.
 */
@NullMarked
package io.sluice.broker.artemis.embedded;

import org.jspecify.annotations.NullMarked;
