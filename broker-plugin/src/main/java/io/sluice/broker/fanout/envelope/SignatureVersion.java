package io.sluice.broker.fanout.envelope;

/** How an envelope is signed. */
public enum SignatureVersion {
    V1("1", "SHA1withRSA"),
    V2("2", "SHA256withRSA");

    private final String spelling;
    private final String algorithm;

    SignatureVersion(String spelling, String algorithm) {
        this.spelling = spelling;
        this.algorithm = algorithm;
    }

    /** The version of this number. */
    public static SignatureVersion of(int number) {
        return switch (number) {
            case 1 -> V1;
            case 2 -> V2;
            default -> throw new IllegalArgumentException("signature version " + number + " is unknown");
        };
    }

    /** As the envelope names it. */
    public String spelling() {
        return spelling;
    }

    /** As {@link java.security.Signature} names it. */
    public String algorithm() {
        return algorithm;
    }
}
