package io.sluice.examples.orders;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * One order as the worker understands it. Whether the article exists and the quantity makes sense is for the database
 * to say.
 */
public record Order(
        String orderId, String customer, String article, int quantity, BigDecimal unitPrice, LocalDate orderedOn) {}
