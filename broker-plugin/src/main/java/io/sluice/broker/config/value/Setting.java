package io.sluice.broker.config.value;

/**
 * One key with a single value.
 *
 * @param key as the file writes it
 * @param type what its value may be
 * @param defaultValue what a file that leaves it out says
 */
public record Setting<T>(String key, ValueType<T> type, T defaultValue) {}
