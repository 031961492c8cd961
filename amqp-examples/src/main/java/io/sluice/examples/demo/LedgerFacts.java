package io.sluice.examples.demo;

import io.sluice.examples.ledger.LedgerScript;
import java.util.List;
import java.util.Map;

/**
 * What was seen of the ledger.
 *
 * @param frontEnd what the front end said
 * @param killedWith the posting in the hands of the killed worker, empty if it was not killed
 * @param balances cents at the end, by account
 */
record LedgerFacts(
        LedgerScript script, List<String> frontEnd, String killedWith, Map<String, Long> balances, Tally tally) {

    /** Before anything was seen. */
    static final LedgerFacts NONE =
            new LedgerFacts(new LedgerScript(List.of(), Map.of()), List.of(), "", Map.of(), new Tally(0, 0, 0));

    /**
     * How the postings arrived.
     *
     * @param applied those that changed their account
     * @param repeated those that arrived when they were applied already
     * @param outOfOrder those that arrived before an earlier one of their account
     */
    record Tally(int applied, int repeated, int outOfOrder) {}

    /** What must be true of them. */
    List<Check> checks() {
        long right = script.balances().entrySet().stream()
                .filter(account -> account.getValue().equals(balances.get(account.getKey())))
                .count();
        String said = frontEnd.isEmpty() ? "nothing" : frontEnd.get(frontEnd.size() - 1);
        return List.of(
                new Check(
                        "the ledger's front end sent every posting, and some of them again",
                        said.startsWith("sent " + script.postings().size() + " postings, and ")
                                && !said.contains("and 0 "),
                        said),
                new Check(
                        "every account of the ledger has the right balance",
                        right == script.balances().size() && balances.size() == right,
                        right + " of " + script.balances().size()),
                new Check(
                        "each posting was applied once, in the order of its account",
                        tally.applied() == script.postings().size() && tally.outOfOrder() == 0,
                        tally.applied() + " applied, " + tally.outOfOrder() + " out of order"),
                new Check(
                        "no posting arrived twice, unless the killed worker had it",
                        tally.repeated() <= 1,
                        tally.repeated() + " arrived again"),
                new Check(
                        "a ledger worker was killed with a posting in hand",
                        !killedWith.isEmpty(),
                        killedWith.isEmpty() ? "none was" : killedWith));
    }
}
