/**
 * The applications of the Java clients: each shows with one library how a message is held, acknowledged, failed, extended and
 * returned later. They know nothing of the broker's classes and are driven over standard input. Run as processes of
 * their own.
 */
@NullMarked
package io.sluice.broker.interop.program;

import org.jspecify.annotations.NullMarked;
