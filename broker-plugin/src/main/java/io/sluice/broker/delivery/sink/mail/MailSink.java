package io.sluice.broker.delivery.sink.mail;

import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.delivery.RetryPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Sends messages to one mailbox. */
final class MailSink implements Endpoint {

    private static final String NO_SUBJECT = "Notification";

    private final MailLine line;
    private final boolean isJson;
    private final Executor executor;

    MailSink(MailLine line, boolean isJson, Executor executor) {
        this.line = line;
        this.isJson = isJson;
        this.executor = executor;
    }

    @Override
    public String protocol() {
        return isJson ? MailEndpointFactory.JSON : "email";
    }

    @Override
    public boolean needsConfirmation() {
        return true;
    }

    @Override
    public Form form() {
        return isJson ? Form.ENVELOPE : Form.RAW;
    }

    @Override
    public RetryPolicy defaultRetries() {
        return RetryPolicy.CUSTOMER_MANAGED;
    }

    @Override
    public CompletionStage<DeliveryOutcome> deliver(OutgoingMessage message) {
        return CompletableFuture.supplyAsync(() -> line.send(subjectOf(message), textOf(message)), executor);
    }

    private static String subjectOf(OutgoingMessage message) {
        return message.type() == OutgoingMessage.Type.NOTIFICATION
                ? message.subject().orElse(NO_SUBJECT)
                : "Subscription to " + message.topicArn();
    }

    private String textOf(OutgoingMessage message) {
        if (isJson || message.subscribeUrl().isEmpty()) {
            return message.body();
        }
        if (message.type() == OutgoingMessage.Type.UNSUBSCRIBE_CONFIRMATION) {
            return "Your subscription to the topic\n" + message.topicArn() + "\nhas ended.\n\n"
                    + "To have it back, open the link below.\n"
                    + message.subscribeUrl().get() + "\n";
        }
        return "You have chosen to subscribe to the topic\n" + message.topicArn() + "\n\n"
                + "To confirm this subscription, open the link below. If it was not you, do nothing.\n"
                + message.subscribeUrl().get() + "\n";
    }
}
