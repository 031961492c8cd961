package io.sluice.broker.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.journal.Journal;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalRecordIds;
import org.junit.jupiter.api.Test;

class StoredAgainTest {

    private static final long TRANSACTION = 17;
    private static final long MESSAGE = 3;
    private static final long QUEUE = 5;

    /** Method, transaction, and for updates the message and the type of its record. */
    private final List<List<Object>> calls = new ArrayList<>();

    @Test
    void aCrashLeavesTheMessageAndItsPlaceInTheQueueOrNeither() throws Exception {
        // When
        BrokerInternals.storeAgain(journal(), TRANSACTION, new CoreMessage(MESSAGE, 64), QUEUE);

        // Then
        assertThat(calls)
                .containsExactly(
                        List.of(
                                "appendUpdateRecordTransactional",
                                TRANSACTION,
                                MESSAGE,
                                JournalRecordIds.ADD_MESSAGE_PROTOCOL),
                        List.of("appendUpdateRecordTransactional", TRANSACTION, MESSAGE, JournalRecordIds.ADD_REF),
                        List.of("appendCommitRecord", TRANSACTION));
    }

    private Journal journal() {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    boolean isUpdate = method.getName().startsWith("appendUpdate");
                    calls.add(
                            isUpdate
                                    ? List.of(method.getName(), arguments[0], arguments[1], arguments[2])
                                    : List.of(method.getName(), arguments[0]));
                    return null;
                });
    }
}
