package io.sluice.examples.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The postings of a day, mixed over all accounts, and the balances that they must end in. The same numbers and seed give
 * the same script on every machine.
 *
 * @param postings in the order of sending
 * @param balances cents, by account
 */
public record LedgerScript(List<Posting> postings, Map<String, Long> balances) {

    private static final int LARGEST_AMOUNT = 100_000;
    private static final int LARGEST_INTEREST = 20;

    /** Writes a script with the same number of postings for each account. */
    public static LedgerScript of(int accounts, int postingsEach, long seed) {
        Random random = new Random(seed);
        List<Integer> turns = new ArrayList<>();
        for (int account = 1; account <= accounts; account++) {
            turns.addAll(Collections.nCopies(postingsEach, account));
        }
        Collections.shuffle(turns, random);
        Map<String, Long> balances = new TreeMap<>();
        Map<String, Integer> numbers = new TreeMap<>();
        List<Posting> postings = new ArrayList<>();
        for (int turn : turns) {
            String account = String.format(Locale.ROOT, "account-%03d", turn);
            Posting posting = next(account, numbers.merge(account, 1, Integer::sum), random);
            balances.merge(
                    account,
                    posting.kind().applyTo(0, posting.amount()),
                    (balance, ignored) -> posting.kind().applyTo(balance, posting.amount()));
            postings.add(posting);
        }
        return new LedgerScript(List.copyOf(postings), Collections.unmodifiableMap(balances));
    }

    private static Posting next(String account, int number, Random random) {
        PostingKind kind = number == 1 ? PostingKind.DEPOSIT : PostingKind.values()[random.nextInt(3)];
        int largest = kind == PostingKind.INTEREST ? LARGEST_INTEREST : LARGEST_AMOUNT;
        return new Posting(account, number, kind, 1 + random.nextInt(largest));
    }
}
