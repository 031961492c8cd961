package io.sluice.broker.delivery.sink.http;

import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.delivery.RetryPolicy;
import io.sluice.broker.delivery.outgoing.OutgoingAllowList;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Posts messages to one URL. The name in it is looked up, and judged, for each attempt. */
final class HttpSink implements Endpoint {

    /** From the first look at the name to the last byte of the answer; SNS waits about as long. */
    static final long LONGEST_ATTEMPT_MILLIS = 15_000;

    private final URI url;
    private final HttpClient client;
    private final OutgoingAllowList allowList;
    private final Executor executor;
    private final long longestAttemptMillis;
    private final AtomicInteger turn = new AtomicInteger();

    HttpSink(URI url, HttpClient client, OutgoingAllowList allowList, Executor executor, long longestAttemptMillis) {
        this.url = url;
        this.client = client;
        this.allowList = allowList;
        this.executor = executor;
        this.longestAttemptMillis = longestAttemptMillis;
    }

    @Override
    public String protocol() {
        return url.getScheme().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean needsConfirmation() {
        return true;
    }

    @Override
    public RetryPolicy defaultRetries() {
        return RetryPolicy.HTTP_DEFAULT;
    }

    @Override
    public CompletionStage<DeliveryOutcome> deliver(OutgoingMessage message) {
        BoundedAnswer answer = new BoundedAnswer();
        CompletableFuture<@Nullable Void> stop = new CompletableFuture<>();
        return CompletableFuture.supplyAsync(() -> allowList.check(url), executor)
                .thenCompose(verdict -> verdict instanceof OutgoingAllowList.Verdict.Allowed allowed
                        ? exchange(message, allowed.addresses(), answer, stop)
                        : CompletableFuture.completedFuture(refusal((OutgoingAllowList.Verdict.Refused) verdict)))
                .orTimeout(longestAttemptMillis, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> outcomeOf(answer, failure))
                .whenComplete((outcome, failure) -> {
                    stop.complete(null);
                    if (outcome instanceof DeliveryOutcome.Failed) {
                        turn.incrementAndGet();
                    }
                });
    }

    /** The target may be allowed, or resolve, the next time. */
    private static DeliveryOutcome refusal(OutgoingAllowList.Verdict.Refused refused) {
        return new DeliveryOutcome.Failed(refused.why());
    }

    /** @param stop what ends the exchange before its time */
    private CompletableFuture<DeliveryOutcome> exchange(
            OutgoingMessage message,
            List<InetAddress> addresses,
            BoundedAnswer answer,
            CompletableFuture<@Nullable Void> stop) {
        InetAddress address = addresses.get(Math.floorMod(turn.get(), addresses.size()));
        CompletableFuture<HttpResponse<@Nullable Void>> exchange = client.sendAsync(request(message, address), answer);
        stop.whenComplete((done, failure) -> exchange.cancel(true));
        return exchange.thenApply(response -> ResponseRule.outcomeOf(response.statusCode()));
    }

    private HttpRequest request(OutgoingMessage message, InetAddress address) {
        HttpRequest.Builder request = PinnedTarget.of(url, address)
                .POST(HttpRequest.BodyPublishers.ofString(message.body()))
                .setHeader("Content-Type", message.contentType())
                .setHeader("User-Agent", "Amazon Simple Notification Service Agent")
                .setHeader("Accept-Encoding", "gzip,deflate")
                .setHeader("x-amz-sns-message-type", message.type().spelling())
                .setHeader("x-amz-sns-message-id", message.messageId())
                .setHeader("x-amz-sns-topic-arn", message.topicArn());
        message.subscriptionArn().ifPresent(arn -> request.setHeader("x-amz-sns-subscription-arn", arn));
        if (message.isRaw()) {
            request.setHeader("x-amz-sns-rawdelivery", "true");
        }
        return request.build();
    }

    /** A status that has come counts, even if the rest of the answer is missing. */
    private DeliveryOutcome outcomeOf(BoundedAnswer answer, Throwable failure) {
        OptionalInt status = answer.status();
        if (status.isPresent()) {
            return ResponseRule.outcomeOf(status.getAsInt());
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new DeliveryOutcome.Failed(
                cause instanceof TimeoutException
                        ? "no answer within " + longestAttemptMillis + " ms"
                        : "no answer: " + cause.getClass().getSimpleName()
                                + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"));
    }
}
