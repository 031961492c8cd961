/**
 * Finds the policies that come into question for a message without asking each of them.
 *
 * <p>A policy lies under terms that follow from one of its keys: this key with that value, with a text that starts so, with a number
 * in that interval. A message is looked up under the terms that follow from its values. What is found may fit or not and is asked; what
 * is not found cannot fit. All types are immutable: a change makes a new index that shares nearly everything with the old
 * one, so readers hold a state as long as they like and never wait.
 *
 * <p>Imports the rules, and nothing else of this project.
 */
@NullMarked
package io.sluice.broker.fanout.filter.index;

import org.jspecify.annotations.NullMarked;
