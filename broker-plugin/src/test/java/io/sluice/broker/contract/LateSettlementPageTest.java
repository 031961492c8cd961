package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page on late settlement says what the matrix tests. */
class LateSettlementPageTest {

    private static final Path PAGE = Path.of("..", "docs", "late-settlement.md");

    @ParameterizedTest
    @EnumSource
    void hasTheOutcomesOfTheTable(QueueKind queueKind) throws IOException {
        assertThat(Files.readString(PAGE)).contains(LateSettlementPage.outcomes(queueKind));
    }

    @Test
    void saysWhichClientCanSettleHow() throws IOException {
        assertThat(Files.readString(PAGE)).contains(LateSettlementPage.abilities());
    }

    @Test
    void namesTheMomentsThatNeverCome() throws IOException {
        assertThat(Files.readString(PAGE)).contains(LateSettlementPage.moments());
    }

    @Test
    void givesTheReasonWhereAClientCannot() throws IOException {
        assertThat(Files.readString(PAGE)).contains(LateSettlementPage.reasonList());
    }
}
