package io.sluice.broker.config;

import io.sluice.broker.fanout.TopicSettings;

/**
 * One entry under {@code topics}.
 *
 * @param line where it stands
 * @param settings its settings, with defaults for what is wrong in the file
 */
record TopicEntry(String name, int line, TopicSettings settings) {}
