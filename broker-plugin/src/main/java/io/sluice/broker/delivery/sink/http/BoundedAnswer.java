package io.sluice.broker.delivery.sink.http;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer and keeps nothing but its status. Short bodies are read to their end, so that the connection can be used
 * again; a longer one is cut off, which closes the connection. For one request.
 */
final class BoundedAnswer implements HttpResponse.BodyHandler<@Nullable Void> {

    static final long MOST_BYTES = 64L * 1024;

    private volatile int status;

    @Override
    public HttpResponse.BodySubscriber<@Nullable Void> apply(HttpResponse.ResponseInfo head) {
        status = head.statusCode();
        return new Discard();
    }

    /** The status, as soon as the head of the answer has come. */
    OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    private static final class Discard implements HttpResponse.BodySubscriber<@Nullable Void> {

        private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        private Flow.@Nullable Subscription source;
        private long bytes;

        @Override
        public CompletionStage<@Nullable Void> getBody() {
            return end;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            Flow.Subscription open = source;
            buffers.forEach(buffer -> bytes += buffer.remaining());
            if (open == null) {
                return;
            }
            if (bytes > MOST_BYTES) {
                open.cancel();
                end.complete(null);
            } else {
                open.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(null);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }
}
