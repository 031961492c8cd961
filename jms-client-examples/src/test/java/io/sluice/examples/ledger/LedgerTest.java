package io.sluice.examples.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

    @Test
    void endsInTheBalancesOfTheScript() throws Exception {
        // Given
        LedgerScript script = LedgerScript.of(5, 40, 7);
        try (Ledger ledger = Ledger.open(url)) {
            // When
            for (Posting posting : script.postings()) {
                ledger.apply(posting, "w");
            }
            // Then
            assertThat(ledger.balances()).isEqualTo(script.balances());
            assertThat(ledger.count(ApplyOutcome.APPLIED)).isEqualTo(200);
            assertThat(ledger.countOf("w")).isEqualTo(200);
        }
    }

    @Test
    void appliesAPostingOnceHoweverOftenItComes() throws Exception {
        // Given
        Posting deposit = new Posting("a", 1, PostingKind.DEPOSIT, 100);
        try (Ledger ledger = Ledger.open(url)) {
            // When
            ApplyOutcome first = ledger.apply(deposit, "w");
            ApplyOutcome second = ledger.apply(deposit, "w");
            // Then
            assertThat(List.of(first, second)).containsExactly(ApplyOutcome.APPLIED, ApplyOutcome.ALREADY_APPLIED);
            assertThat(ledger.balances()).containsEntry("a", 100L);
        }
    }

    @Test
    void noticesAPostingThatComesTooEarly() throws Exception {
        try (Ledger ledger = Ledger.open(url)) {
            // Given
            ledger.apply(new Posting("a", 1, PostingKind.DEPOSIT, 100), "w");
            // When
            ApplyOutcome early = ledger.apply(new Posting("a", 3, PostingKind.DEPOSIT, 1), "w");
            // Then
            assertThat(early).isEqualTo(ApplyOutcome.OUT_OF_ORDER);
        }
    }

    @Test
    void givesAnotherBalanceInAnotherOrder() {
        // Given
        LedgerScript script = LedgerScript.of(1, 40, 7);
        List<Posting> backwards = new ArrayList<>(script.postings());
        Collections.reverse(backwards);
        // When
        long balance = 0;
        for (Posting posting : backwards) {
            balance = posting.kind().applyTo(balance, posting.amount());
        }
        // Then
        assertThat(script.balances()).doesNotContainValue(balance);
    }

    @Test
    void readsBackWhatItWrites() {
        Posting posting = new Posting("account-001", 12, PostingKind.WITHDRAW, 2_500);
        assertThat(Posting.parse(posting.text())).isEqualTo(posting);
        assertThat(posting.id()).isEqualTo("account-001-12");
        assertThatThrownBy(() -> Posting.parse("account-001 12")).hasMessageContaining("4 fields");
    }
}
