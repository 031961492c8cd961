package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.junit.jupiter.api.Test;

/** What a session answers, and when, if its records become durable in any order. */
class ConfirmationsTest {

    private final Confirmations confirmations = new Confirmations();
    private final OperationContext session = new OperationContextImpl(Runnable::run);
    private final List<String> answers = new ArrayList<>();

    private void answer(String text) {
        session.executeOnCompletion(new IOCallback() {
            @Override
            public void done() {
                answers.add(text);
            }

            @Override
            public void onError(int code, String message) {
                answers.add("error " + code);
            }
        });
    }

    @Test
    void theAnswerWaitsForTheRecord() {
        // Given
        Confirmations.Awaited record = confirmations.await(session);
        answer("first");
        assertThat(answers).isEmpty();

        // When
        confirmations.durable(List.of(record));

        // Then
        assertThat(answers).containsExactly("first");
    }

    @Test
    void aLaterRecordOfAnotherStreamDoesNotAnswerForAnEarlierOne() {
        // Given
        Confirmations.Awaited first = confirmations.await(session);
        answer("first");
        Confirmations.Awaited second = confirmations.await(session);
        answer("second");

        // When, Then
        confirmations.durable(List.of(second));
        assertThat(answers).isEmpty();
        confirmations.durable(List.of(first));
        assertThat(answers).containsExactly("first", "second");
    }

    @Test
    void whatTheJournalHasDoesNotAnswerForARecord() {
        // Given
        Confirmations.Awaited record = confirmations.await(session);
        answer("record");
        session.storeLineUp();
        answer("message to a queue");

        // When, Then
        session.done();
        assertThat(answers).isEmpty();
        confirmations.durable(List.of(record));
        assertThat(answers).containsExactly("record", "message to a queue");
    }

    @Test
    void aRecordDoesNotAnswerForWhatTheJournalHasNotYet() {
        // Given
        session.storeLineUp();
        answer("message to a queue");
        Confirmations.Awaited record = confirmations.await(session);
        answer("record");

        // When, Then
        confirmations.durable(List.of(record));
        assertThat(answers).isEmpty();
        session.done();
        assertThat(answers).containsExactly("message to a queue", "record");
    }

    @Test
    void sessionsDoNotWaitForEachOther() {
        // Given
        confirmations.await(new OperationContextImpl(Runnable::run));
        Confirmations.Awaited own = confirmations.await(session);
        answer("own");

        // When
        confirmations.durable(List.of(own));

        // Then
        assertThat(answers).containsExactly("own");
    }

    @Test
    void recordsOfSeveralSessionsThatBecomeDurableTogetherAnswerEachSessionInItsOrder() {
        // Given
        OperationContext other = new OperationContextImpl(Runnable::run);
        Confirmations.Awaited first = confirmations.await(session);
        answer("first");
        Confirmations.Awaited ofOther = confirmations.await(other);
        Confirmations.Awaited second = confirmations.await(session);
        answer("second");
        Confirmations.Awaited third = confirmations.await(session);
        answer("third");

        // When
        confirmations.durable(List.of(first, ofOther, second));

        // Then
        assertThat(answers).containsExactly("first", "second");
        confirmations.durable(List.of(third));
        assertThat(answers).containsExactly("first", "second", "third");
    }
}
