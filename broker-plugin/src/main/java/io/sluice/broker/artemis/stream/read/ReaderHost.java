package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/** Where readers live. */
record ReaderHost(ActiveMQServer server, LeasedQueueFactory factory) {}
