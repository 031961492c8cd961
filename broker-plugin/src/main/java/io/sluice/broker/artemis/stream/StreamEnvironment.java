package io.sluice.broker.artemis.stream;

import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;

/**
 * What streams need from the outside.
 *
 * @param threads makes the thread of each stream
 * @param clock the time of day, which may be set back
 */
public record StreamEnvironment(ThreadFactory threads, InstantSource clock) {}
