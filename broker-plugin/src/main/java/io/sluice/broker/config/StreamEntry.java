package io.sluice.broker.config;

import io.sluice.broker.stream.StreamSettings;

/**
 * One entry under {@code streams}.
 *
 * @param line where it stands
 * @param settings its settings, with defaults for what is wrong in the file
 */
record StreamEntry(String name, int line, StreamSettings settings) {}
