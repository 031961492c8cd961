package io.sluice.examples.demo;

import io.sluice.examples.jms.DeadLetter;
import io.sluice.examples.orders.OrderDatabase;
import io.sluice.examples.orders.OrderFile;
import io.sluice.examples.orders.WorkerTally;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * What was seen in a run: the order file, what the processes said, what lay where at the end, the ledger, and the
 * image store, and the truck fleet.
 *
 * @param stored the worker that stored each order, by order id
 */
record Facts(
        OrderFile file,
        Crew crew,
        Processes processes,
        HungOrder hung,
        Map<String, String> stored,
        Remains remains,
        LedgerFacts ledger,
        ImageFacts images,
        FleetFacts fleet) {

    /**
     * What became of the processes.
     *
     * @param killedWith the order in the hands of the killed worker, empty if it was not killed while orders were left
     */
    record Processes(
            String killedWith,
            int frontEndExit,
            List<String> frontEnd,
            int settlementExit,
            List<String> settlement,
            int broker) {}

    /**
     * The order in the hands of the hung worker.
     *
     * @param storedMeanwhile another worker had stored it before the hung one woke up, or it was poison
     * @param lateCommitRefused the hung worker was told that it is too late, or it was poison
     * @param wentOn the hung worker lived on afterwards
     */
    record HungOrder(String orderId, boolean storedMeanwhile, boolean lateCommitRefused, boolean wentOn) {}

    /** What database and queues hold at the end. */
    record Remains(List<WorkerTally> tallies, int repeats, List<DeadLetter> deadLetters, int waiting) {}

    /** Collects the facts in the order in which they happen. */
    static final class Builder {

        private final OrderFile file;
        private final Crew crew;
        private String killedWith = "";
        private int frontEndExit = -1;
        private List<String> frontEnd = List.of();
        private int settlementExit = -1;
        private List<String> settlement = List.of();
        private int brokerExit = -1;
        private HungOrder hung = new HungOrder("none", false, false, false);
        private Map<String, String> stored = Map.of();
        private Remains remains = new Remains(List.of(), 0, List.of(), 0);
        private LedgerFacts ledger = LedgerFacts.NONE;
        private ImageFacts images = ImageFacts.NONE;
        private FleetFacts fleet = FleetFacts.NONE;

        Builder(OrderFile file, Crew crew) {
            this.file = file;
            this.crew = crew;
        }

        OrderFile file() {
            return file;
        }

        void frontEnd(int exit, List<String> output) {
            frontEndExit = exit;
            frontEnd = output;
        }

        boolean hasKilled() {
            return !killedWith.isEmpty();
        }

        void killedWith(String orderId) {
            killedWith = orderId;
        }

        void hung(String orderId, boolean storedMeanwhile, boolean lateCommitRefused, boolean wentOn) {
            hung = new HungOrder(orderId, storedMeanwhile, lateCommitRefused, wentOn);
        }

        void settlement(int exit, List<String> output) {
            settlementExit = exit;
            settlement = output;
        }

        void found(OrderDatabase database, List<DeadLetter> deadLetters, int waiting) throws SQLException {
            stored = database.workers();
            remains = new Remains(database.tallies(), database.repeats(), deadLetters, waiting);
        }

        void ledger(LedgerFacts facts) {
            ledger = facts;
        }

        void images(ImageFacts facts) {
            images = facts;
        }

        void fleet(FleetFacts facts) {
            fleet = facts;
        }

        void brokerStopped(int exit) {
            brokerExit = exit;
        }

        Facts build() {
            Processes processes =
                    new Processes(killedWith, frontEndExit, frontEnd, settlementExit, settlement, brokerExit);
            return new Facts(file, crew, processes, hung, stored, remains, ledger, images, fleet);
        }
    }
}
