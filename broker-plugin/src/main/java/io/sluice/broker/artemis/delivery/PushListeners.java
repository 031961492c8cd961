package io.sluice.broker.artemis.delivery;

import io.sluice.broker.delivery.DeliveryListener;
import io.sluice.broker.redrive.RedriveListener;

/** Who is told what becomes of deliveries. */
public record PushListeners(DeliveryListener delivery, RedriveListener redrive) {}
