/**
 * Delivery policies as requests write them. Pure; for any thread; knows no clock. May import the streaming parser of Jackson.
 */
@NullMarked
package io.sluice.broker.delivery.json;

import org.jspecify.annotations.NullMarked;
