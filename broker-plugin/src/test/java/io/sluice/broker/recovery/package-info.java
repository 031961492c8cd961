/**
 * Tests that kill, stop and restart a broker in a process of its own, record what its clients saw, and judge the record
 * afterwards. Called by JUnit on its own threads; imports the fixtures, the clients and the broker's process.
 */
@NullMarked
package io.sluice.broker.recovery;

import org.jspecify.annotations.NullMarked;
