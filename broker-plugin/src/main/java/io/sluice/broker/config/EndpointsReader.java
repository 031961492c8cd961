package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.MailServerSettings;
import io.sluice.broker.delivery.MailServerSettings.TlsMode;
import io.sluice.broker.message.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what stands under {@code endpoints}. */
final class EndpointsReader {

    private static final List<String> KEYS = Stream.of(
                    EndpointSettingKeys.LISTS.stream(),
                    EndpointSettingKeys.OF_ENDPOINTS.stream().map(Setting::key),
                    Stream.of(EndpointSettingKeys.MAIL))
            .flatMap(keys -> keys)
            .toList();
    private static final List<String> KEYS_OF_MAIL = Stream.concat(
                    EndpointSettingKeys.REQUIRED_OF_MAIL.stream(), EndpointSettingKeys.OF_MAIL.stream())
            .map(Setting::key)
            .toList();

    private final Problems problems;

    EndpointsReader(Problems problems) {
        this.problems = problems;
    }

    EndpointSettings read(MappingReader.Entry endpoints) {
        MappingReader mapping = MappingReader.of(EndpointSettingKeys.ENDPOINTS, endpoints.value(), problems);
        mapping.refuseOtherKeys(KEYS, key -> Optional.empty());
        return new EndpointSettings(
                mapping.values(EndpointSettingKeys.ALLOW, EndpointSettingKeys.TARGET),
                mapping.values(EndpointSettingKeys.ALLOW_ADDRESSES, EndpointSettingKeys.ADDRESSES),
                mapping.value(EndpointSettingKeys.PUBLIC_URL),
                mapping.value(EndpointSettingKeys.SIGNATURE_VERSION),
                mapping.entry(EndpointSettingKeys.MAIL).flatMap(mail -> readMail(mapping.pathOf(mail.key()), mail)));
    }

    private Optional<MailServerSettings> readMail(String path, MappingReader.Entry entry) {
        MappingReader mail = MappingReader.of(path, entry.value(), problems);
        mail.refuseOtherKeys(KEYS_OF_MAIL, key -> Optional.empty());
        String host = mail.requiredValue(EndpointSettingKeys.HOST, entry.line());
        String from = mail.requiredValue(EndpointSettingKeys.FROM, entry.line());
        TlsMode tls = mail.value(EndpointSettingKeys.TLS);
        Optional<String> user = mail.value(EndpointSettingKeys.USER);
        Optional<Secret> password = mail.value(EndpointSettingKeys.PASSWORD);
        List<String> conflicts = new ArrayList<>();
        if (user.isPresent() != password.isPresent()) {
            conflicts.add("user and password belong together");
        } else if (user.isPresent() && tls == TlsMode.NONE) {
            conflicts.add("a password is only sent over TLS; set tls to required or implicit");
        }
        conflicts.forEach(conflict -> problems.add(entry.line(), Code.INVALID_VALUE, path + ": " + conflict));
        boolean isUsable = conflicts.isEmpty() && !host.isEmpty() && !from.isEmpty();
        return isUsable
                ? Optional.of(
                        new MailServerSettings(host, mail.value(EndpointSettingKeys.PORT), tls, from, user, password))
                : Optional.empty();
    }
}
