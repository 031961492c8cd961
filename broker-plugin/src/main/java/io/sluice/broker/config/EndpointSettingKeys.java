package io.sluice.broker.config;

import io.sluice.broker.config.value.CountRange;
import io.sluice.broker.config.value.FormattedText;
import io.sluice.broker.config.value.NamedChoice;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.config.value.ValueType;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.MailServerSettings;
import io.sluice.broker.delivery.MailServerSettings.TlsMode;
import io.sluice.broker.delivery.outgoing.AddressRangeRule;
import io.sluice.broker.delivery.outgoing.OutgoingRule;
import io.sluice.broker.message.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Every key under {@code endpoints}, with its range and default. */
final class EndpointSettingKeys {

    static final String ENDPOINTS = "endpoints";
    static final String ALLOW = "allow";
    static final String ALLOW_ADDRESSES = "allowAddresses";
    static final String MAIL = "mail";

    private static final String NONE = "none";

    static final ValueType<OutgoingRule> TARGET = new FormattedText<>(
            "such as https://audit.example, http://10.1.2.3:8080, https://*.hooks.example or mailto:*@example.com",
            OutgoingRule::parse,
            OutgoingRule::toString);
    static final ValueType<AddressRangeRule> ADDRESSES = new FormattedText<>(
            "an address or a range of addresses, such as 10.1.0.0/16",
            AddressRangeRule::parse,
            AddressRangeRule::toString);

    static final Setting<Optional<URI>> PUBLIC_URL = new Setting<>(
            "publicUrl",
            new FormattedText<>(
                    "a URL with http or https and a host", EndpointSettingKeys::url, EndpointSettingKeys::text),
            EndpointSettings.DEFAULT.publicUrl());
    static final Setting<Integer> SIGNATURE_VERSION =
            new Setting<>("signatureVersion", CountRange.upTo(2), EndpointSettings.DEFAULT.signatureVersion());

    /** Has no default: mail needs it. */
    static final Setting<String> HOST = new Setting<>("host", word("a name or address of a host"), "");

    static final Setting<Integer> PORT =
            new Setting<>("port", CountRange.upTo(MailServerSettings.HIGHEST_PORT), MailServerSettings.SUBMISSION_PORT);
    static final Setting<TlsMode> TLS = new Setting<>(
            "tls",
            NamedChoice.of("required", TlsMode.REQUIRED)
                    .or("implicit", TlsMode.IMPLICIT)
                    .or(NONE, TlsMode.NONE),
            TlsMode.REQUIRED);
    /** Has no default: mail needs it. */
    static final Setting<String> FROM = new Setting<>("from", word("a mail address"), "");

    static final Setting<Optional<String>> USER = new Setting<>(
            "user",
            new FormattedText<>("a login", text -> Optional.of(Optional.of(text)), user -> user.orElse(NONE)),
            Optional.empty());
    static final Setting<Optional<Secret>> PASSWORD = new Setting<>(
            "password",
            new FormattedText<>(
                    "a text",
                    text -> Optional.of(Optional.of(new Secret(text))),
                    password -> password.map(Secret::toString).orElse(NONE)),
            Optional.empty());

    /** The keys with a list of values, in the order of the documentation. */
    static final List<String> LISTS = List.of(ALLOW, ALLOW_ADDRESSES);

    /** The keys with a single value and a default. */
    static final List<Setting<?>> OF_ENDPOINTS = List.of(PUBLIC_URL, SIGNATURE_VERSION);

    /** The keys of a mail server that must be there. */
    static final List<Setting<?>> REQUIRED_OF_MAIL = List.of(HOST, FROM);

    /** The other keys of a mail server. */
    static final List<Setting<?>> OF_MAIL = List.of(PORT, TLS, USER, PASSWORD);

    private EndpointSettingKeys() {}

    private static ValueType<String> word(String allowed) {
        return new FormattedText<>(
                allowed,
                text -> text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)
                        ? Optional.empty()
                        : Optional.of(text),
                text -> text);
    }

    private static Optional<Optional<URI>> url(String text) {
        try {
            URI url = URI.create(text);
            boolean isUsable = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null;
            return isUsable ? Optional.of(Optional.of(url)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(Optional<URI> url) {
        return url.map(URI::toString).orElse(NONE);
    }
}
