/** An example program that speaks MQTT 5. */
@NullMarked
package io.sluice.examples.mqtt;

import org.jspecify.annotations.NullMarked;
