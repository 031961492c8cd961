package io.sluice.examples.ledger;

import java.math.BigInteger;

/** What a posting does to a balance. The three do not commute, so a wrong order gives a wrong balance. */
public enum PostingKind {
    /** Adds the amount. */
    DEPOSIT {
        @Override
        long applyTo(long balance, long amount) {
            return balance + amount;
        }
    },
    /** Takes the amount away if the balance covers it, and nothing otherwise. */
    WITHDRAW {
        @Override
        long applyTo(long balance, long amount) {
            return balance >= amount ? balance - amount : balance;
        }
    },
    /** Adds so many thousandths of the balance, rounded down. */
    INTEREST {
        @Override
        long applyTo(long balance, long amount) {
            BigInteger interest = BigInteger.valueOf(balance)
                    .multiply(BigInteger.valueOf(amount))
                    .divide(BigInteger.valueOf(1_000));
            return balance + interest.longValueExact();
        }
    };

    /** The balance afterwards, in cents. */
    abstract long applyTo(long balance, long amount);
}
