package io.sluice.examples.ledger;

/**
 * One change of one account.
 *
 * @param account name, without spaces
 * @param number counts the postings of the account, from 1 and without gaps
 * @param amount cents, or thousandths for interest
 */
public record Posting(String account, int number, PostingKind kind, long amount) {

    private static final int FIELDS = 4;

    /** What makes this posting the same one when it is sent again. */
    public String id() {
        return account + "-" + number;
    }

    /** As the body of a message. */
    public String text() {
        return account + " " + number + " " + kind + " " + amount;
    }

    /** @throws IllegalArgumentException if the text is not that of a posting */
    public static Posting parse(String text) {
        String[] fields = text.split(" ", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("\"" + text + "\" is no posting; it must have " + FIELDS + " fields");
        }
        return new Posting(
                fields[0], Integer.parseInt(fields[1]), PostingKind.valueOf(fields[2]), Long.parseLong(fields[3]));
    }
}
