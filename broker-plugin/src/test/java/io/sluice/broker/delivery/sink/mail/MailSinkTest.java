package io.sluice.broker.delivery.sink.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.DeliveryOutcome.Delivered;
import io.sluice.broker.delivery.DeliveryOutcome.Failed;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.delivery.MailServerSettings;
import io.sluice.broker.delivery.MailServerSettings.TlsMode;
import io.sluice.broker.delivery.OutgoingMessage.Type;
import io.sluice.broker.delivery.sink.Attempts;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailSinkTest {

    private static final String OPS = "ops@example.com";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        mails.start();
    }

    @AfterEach
    void stop() {
        mails.stop();
        threads.shutdownNow();
    }

    private Endpoint open(String address, int port, TlsMode tls) throws InvalidEndpointException {
        MailServerSettings server = new MailServerSettings(
                "127.0.0.1", port, tls, "broker@example.com", Optional.empty(), Optional.empty());
        return new MailEndpointFactory()
                .open(
                        URI.create(address),
                        Attempts.surroundings(threads, host -> List.of(), Optional.of(server), "mailto:*@example.com"));
    }

    private Endpoint open(String address) throws InvalidEndpointException {
        return open(address, mails.getSmtp().getPort(), TlsMode.NONE);
    }

    @Test
    void sendsThePublishedTextWithItsSubject() throws Exception {
        // When
        DeliveryOutcome outcome = Attempts.attempt(open("mailto:" + OPS), Attempts.raw("Größe\n.\nEnde"));

        // Then
        assertThat(outcome).isEqualTo(new Delivered());
        MimeMessage mail = mails.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("News");
        assertThat(mail.getFrom()[0]).hasToString("broker@example.com");
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly(OPS);
        assertThat(mail.getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(new String(mail.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n"))
                .startsWith("Größe\n.\nEnde");
    }

    @Test
    void letsNoSubjectAddAHeader() throws Exception {
        // When
        Attempts.attempt(
                open("mailto:" + OPS),
                Attempts.message(
                        Type.NOTIFICATION, "x", true, Optional.of("a\r\nBcc: other@example.com"), Optional.empty()));

        // Then
        MimeMessage mail = mails.getReceivedMessages()[0];
        assertThat(mails.getReceivedMessages()).hasSize(1);
        assertThat(mail.getSubject()).isEqualTo("a  Bcc: other@example.com");
        assertThat(mail.getHeader("Bcc")).isNull();
    }

    @Test
    void sendsTheEnvelopeToASubscriberOfJson() throws Exception {
        // Given
        Endpoint endpoint = open("email-json:" + OPS);

        // When
        Attempts.attempt(
                endpoint, Attempts.message(Type.NOTIFICATION, "{}", false, Optional.empty(), Optional.empty()));

        // Then
        assertThat(endpoint.form()).isEqualTo(Endpoint.Form.ENVELOPE);
        assertThat(endpoint.protocol()).isEqualTo("email-json");
        assertThat(mails.getReceivedMessages()[0].getSubject()).isEqualTo("Notification");
        assertThat(new String(mails.getReceivedMessages()[0].getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("{}");
    }

    @Test
    void asksForConfirmationWithALink() throws Exception {
        // When
        Attempts.attempt(
                open("mailto:" + OPS),
                Attempts.message(
                        Type.SUBSCRIPTION_CONFIRMATION,
                        "{}",
                        false,
                        Optional.empty(),
                        Optional.of(URI.create("http://broker.example/?Token=abc"))));

        // Then
        assertThat(new String(mails.getReceivedMessages()[0].getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("http://broker.example/?Token=abc");
    }

    @Test
    void sendsNothingInPlainTextIfTlsIsRequired() throws Exception {
        // When
        DeliveryOutcome outcome =
                Attempts.attempt(open("mailto:" + OPS, mails.getSmtp().getPort(), TlsMode.REQUIRED), Attempts.raw("x"));

        // Then
        assertThat(outcome).isInstanceOf(Failed.class);
        assertThat(mails.getReceivedMessages()).isEmpty();
    }

    @Test
    void triesAgainWhenThereIsNoServer() throws Exception {
        // Given
        int port = mails.getSmtp().getPort();
        mails.stop();

        // When, Then
        assertThat(Attempts.attempt(open("mailto:" + OPS, port, TlsMode.NONE), Attempts.raw("x")))
                .isInstanceOf(Failed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 no such user, Refused",
        "RCPT, 451 try later,    Failed",
        "MAIL, 554 go away,      Refused",
        "MAIL, 421 busy,         Failed",
        "DATA, 552 too large,    Refused",
    })
    void takesPermanentAnswersOfTheServerForFinal(String command, String answer, String outcome) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            // Given
            threads.execute(() -> serve(listener, command, answer));

            // When
            DeliveryOutcome found =
                    Attempts.attempt(open("mailto:" + OPS, listener.getLocalPort(), TlsMode.NONE), Attempts.raw("x"));

            // Then
            assertThat(found.getClass().getSimpleName()).isEqualTo(outcome);
        }
    }

    private static void serve(ServerSocket listener, String command, String answer) {
        try (Socket connection = listener.accept();
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = connection.getOutputStream();
            out.write("220 test\r\n".getBytes(StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null) {
                String reply = line.startsWith(command) ? answer : line.startsWith("QUIT") ? "221 bye" : "250 ok";
                out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                line = in.readLine();
            }
        } catch (IOException expected) {
            // the client hung up
        }
    }

    @Test
    void writesOnlyToMailboxesThatTheOperatorAllows() throws Exception {
        assertThatExceptionOfType(InvalidEndpointException.class)
                .isThrownBy(() -> open("mailto:ops@evil.test"))
                .withMessageContaining("endpoints.allow");
        assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> open("email-json:ops@evil.test"));
        assertThatExceptionOfType(InvalidEndpointException.class)
                .isThrownBy(() -> open("mailto:ops@example.com?bcc=x@example.com"));
        assertThatExceptionOfType(InvalidEndpointException.class)
                .isThrownBy(() -> new MailEndpointFactory()
                        .open(URI.create("mailto:" + OPS), Attempts.allowing(threads, "mailto:" + OPS)))
                .withMessageContaining("endpoints.mail");
    }
}
