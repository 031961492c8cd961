/**
 * The measured broker: {@code BrokerMain} runs in a process of its own, {@code BrokerProcess} is its handle in the
 * measuring process.
 *
 * <p>The two talk in lines over standard input and output. The only package here that imports Artemis' server.
 */
@NullMarked
package io.sluice.benchmarks.broker;

import org.jspecify.annotations.NullMarked;
