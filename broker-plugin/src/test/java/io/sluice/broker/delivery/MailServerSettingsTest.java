package io.sluice.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.broker.delivery.MailServerSettings.TlsMode;
import io.sluice.broker.message.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailServerSettingsTest {

    private static MailServerSettings with(int port, TlsMode tls, String user, String password) {
        return new MailServerSettings(
                "mail.example",
                port,
                tls,
                "broker@example.com",
                Optional.ofNullable(user),
                Optional.ofNullable(password).map(Secret::new));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_536})
    void refusesAPortThatIsNone(int port) {
        with(1, TlsMode.NONE, null, null);
        with(65_535, TlsMode.NONE, null, null);
        assertThatIllegalArgumentException().isThrownBy(() -> with(port, TlsMode.NONE, null, null));
    }

    @Test
    void sendsNoPasswordInPlainText() {
        with(25, TlsMode.REQUIRED, "user", "geheim");
        with(25, TlsMode.IMPLICIT, "user", "geheim");
        assertThatIllegalArgumentException().isThrownBy(() -> with(25, TlsMode.NONE, "user", "geheim"));
        assertThatIllegalArgumentException().isThrownBy(() -> with(25, TlsMode.REQUIRED, "user", null));
        assertThatIllegalArgumentException().isThrownBy(() -> with(25, TlsMode.REQUIRED, null, "geheim"));
    }

    @Test
    void doesNotShowThePassword() {
        assertThat(with(587, TlsMode.REQUIRED, "user", "geheim").toString())
                .contains("user", "******")
                .doesNotContain("geheim");
    }
}
