package io.sluice.broker.delivery.sink.mail;

import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.MailServerSettings;
import io.sluice.broker.delivery.MailServerSettings.TlsMode;
import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** The way to one mailbox: from whom, over which server. Thread-safe: each message has a connection of its own. */
final class MailLine {

    private static final String CONNECT_MILLIS = "5000";
    private static final String STEP_MILLIS = "15000";
    private static final int LOWEST_PERMANENT_ERROR = 500;

    private final MailServerSettings server;
    private final InternetAddress from;
    private final InternetAddress to;
    private final Properties properties;

    MailLine(MailServerSettings server, InternetAddress from, InternetAddress to) {
        this.server = server;
        this.from = from;
        this.to = to;
        this.properties = propertiesOf(server);
    }

    private static Properties propertiesOf(MailServerSettings server) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", CONNECT_MILLIS);
        properties.setProperty("mail.smtp.timeout", STEP_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", STEP_MILLIS);
        properties.setProperty("mail.smtp.auth", String.valueOf(server.user().isPresent()));
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(server.tls() == TlsMode.REQUIRED));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(server.tls() == TlsMode.REQUIRED));
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(server.tls() == TlsMode.IMPLICIT));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        return properties;
    }

    /** Sends one mail; waits for the server. */
    DeliveryOutcome send(String subject, String text) {
        Session session = Session.getInstance(properties);
        try (SMTPTransport transport =
                new SMTPTransport(session, new URLName("smtp", server.host(), server.port(), null, null, null))) {
            String password =
                    server.password().map(secret -> secret.use(value -> value)).orElse(null);
            transport.connect(server.host(), server.port(), server.user().orElse(null), password);
            Message mail = mail(session, subject, text);
            transport.sendMessage(mail, mail.getAllRecipients());
            return new DeliveryOutcome.Delivered();
        } catch (MessagingException e) {
            return outcomeOf(e);
        }
    }

    /** What the server says about the recipient stands behind what it says about the mail. */
    private static DeliveryOutcome outcomeOf(MessagingException failure) {
        Exception cause = failure;
        while (cause instanceof MessagingException current) {
            int code = codeOf(current);
            if (code >= LOWEST_PERMANENT_ERROR) {
                return new DeliveryOutcome.Refused("the mail server answered " + code);
            }
            cause = current.getNextException();
        }
        return new DeliveryOutcome.Failed("mail was not sent: " + failure.getMessage());
    }

    private static int codeOf(MessagingException failure) {
        if (failure instanceof SMTPSendFailedException send) {
            return send.getReturnCode();
        }
        return failure instanceof SMTPAddressFailedException address ? address.getReturnCode() : 0;
    }

    private Message mail(Session session, String subject, String text) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(from);
        mail.setRecipient(Message.RecipientType.TO, to);
        mail.setSubject(subject.replaceAll("\\p{Cntrl}", " "), StandardCharsets.UTF_8.name());
        mail.setDataHandler(new DataHandler(
                new ByteArrayDataSource(text.getBytes(StandardCharsets.UTF_8), "text/plain; charset=UTF-8")));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.saveChanges();
        return mail;
    }
}
