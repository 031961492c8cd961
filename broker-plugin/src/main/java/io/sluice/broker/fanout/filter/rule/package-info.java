/**
 * What one value of a message must be like: the rules that a filter policy lists for a key, as plain predicates.
 *
 * <p>Immutable values, usable from any thread. This package defines what a policy means; the index only saves asking. Imports
 * nothing of this project.
 */
@NullMarked
package io.sluice.broker.fanout.filter.rule;

import org.jspecify.annotations.NullMarked;
