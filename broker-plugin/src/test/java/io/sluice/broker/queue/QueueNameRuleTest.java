package io.sluice.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueNameRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "Orders-2_b",
                "a.b.c",
                "shop/eu",
                "a:b",
                "Aufträge",
                "legacy.#",
                "*.errors",
                "#",
                "sluice",
                "sluices.a",
                "activemq",
                "a$"
            })
    void allows(String name) {
        assertThat(QueueNameRule.violationBy(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\tb",
                "a\u00a0b",
                "a\u0007b",
                "a,b",
                "a::b",
                "#.a",
                "a.#.b",
                "sluice.control",
                "activemq.a",
                "ActiveMQ.Advisory.a",
                "$sys.a",
                "$"
            })
    void refuses(String name) {
        assertThat(QueueNameRule.violationBy(name)).isPresent();
    }

    @Test
    void allows200CharactersAndNotOneMore() {
        assertThat(QueueNameRule.violationBy("a".repeat(200))).isEmpty();
        assertThat(QueueNameRule.violationBy("a".repeat(201))).contains("has 201 characters; allowed are at most 200");
    }
}
