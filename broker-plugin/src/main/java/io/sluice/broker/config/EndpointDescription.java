package io.sluice.broker.config;

import io.sluice.broker.config.value.Setting;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.MailServerSettings;
import java.util.StringJoiner;

/** The effective settings of endpoints as text, on one line; a password is stars. */
final class EndpointDescription {

    private EndpointDescription() {}

    static String of(EndpointSettings settings) {
        StringJoiner line = new StringJoiner(" ", "endpoints: ", "");
        line.add(EndpointSettingKeys.ALLOW + "=" + settings.allow());
        line.add(EndpointSettingKeys.ALLOW_ADDRESSES + "=" + settings.allowAddresses());
        line.add(pair(EndpointSettingKeys.PUBLIC_URL, settings.publicUrl()));
        line.add(pair(EndpointSettingKeys.SIGNATURE_VERSION, settings.signatureVersion()));
        settings.mail().ifPresent(mail -> line.add(EndpointSettingKeys.MAIL + "=(" + mail(mail) + ")"));
        return line.toString();
    }

    private static String mail(MailServerSettings mail) {
        StringJoiner text = new StringJoiner(" ");
        text.add(pair(EndpointSettingKeys.HOST, mail.host()));
        text.add(pair(EndpointSettingKeys.PORT, mail.port()));
        text.add(pair(EndpointSettingKeys.TLS, mail.tls()));
        text.add(pair(EndpointSettingKeys.FROM, mail.from()));
        text.add(pair(EndpointSettingKeys.USER, mail.user()));
        text.add(pair(EndpointSettingKeys.PASSWORD, mail.password()));
        return text.toString();
    }

    private static <T> String pair(Setting<T> setting, T value) {
        return setting.key() + "=" + setting.type().format(value);
    }
}
