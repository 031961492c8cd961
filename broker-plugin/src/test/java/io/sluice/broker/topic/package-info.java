/** What topics promise, shown with real clients. */
@NullMarked
package io.sluice.broker.topic;

import org.jspecify.annotations.NullMarked;
