package io.sluice.benchmarks.client;

import jakarta.jms.Session;

/** How a received message is acknowledged. */
public enum AckMode {
    /** The session acknowledges each message when the next one is received. */
    AUTO("auto", Session.AUTO_ACKNOWLEDGE),

    /** The application acknowledges each message; both client libraries use the same number for this mode. */
    INDIVIDUAL("individual", 101);

    private final String label;
    private final int sessionMode;

    AckMode(String label, int sessionMode) {
        this.label = label;
        this.sessionMode = sessionMode;
    }

    public int sessionMode() {
        return sessionMode;
    }

    @Override
    public String toString() {
        return label;
    }
}
