package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownGroupsTest {

    private final KnownGroups groups = new KnownGroups();

    private void note(long messageId, String group) {
        groups.note(messageId, SimpleString.of(group));
    }

    private @Nullable String take(long messageId) {
        SimpleString group = groups.take(messageId);
        return group == null ? null : group.toString();
    }

    @Test
    void tellTheGroupOfEachMessageOnce() {
        // Given
        note(7, "a");
        note(8, "b");

        // When / Then
        assertThat(take(8)).isEqualTo("b");
        assertThat(take(7)).isEqualTo("a");
        assertThat(take(7)).isNull();
    }

    @Test
    void tellNothingOfOtherMessages() {
        assertThat(take(7)).isNull();
        note(7, "a");
        assertThat(take(7 + KnownGroups.PLACES)).isNull();
        assertThat(take(7)).isEqualTo("a");
    }

    @Test
    void areForgottenWhenAsManyOthersCame() {
        // Given
        note(7, "a");
        note(8, "b");

        // When
        note(7 + KnownGroups.PLACES, "c");

        // Then
        assertThat(take(7)).isNull();
        assertThat(take(8)).isEqualTo("b");
        assertThat(take(7 + KnownGroups.PLACES)).isEqualTo("c");
    }
}
