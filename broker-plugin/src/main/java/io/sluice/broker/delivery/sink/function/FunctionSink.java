package io.sluice.broker.delivery.sink.function;

import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.MessageFunction;
import io.sluice.broker.delivery.OutgoingMessage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls a function; one that takes longer than fifteen minutes is interrupted, and gets the message again. */
final class FunctionSink implements Endpoint {

    private static final long LONGEST_MINUTES = 15;

    private final MessageFunction function;
    private final Executor executor;

    FunctionSink(MessageFunction function, Executor executor) {
        this.function = function;
        this.executor = executor;
    }

    @Override
    public String protocol() {
        return FunctionEndpointFactory.SCHEME;
    }

    @Override
    public CompletionStage<DeliveryOutcome> deliver(OutgoingMessage message) {
        CompletableFuture<DeliveryOutcome> outcome = new CompletableFuture<>();
        Call call = new Call(message, outcome);
        executor.execute(call);
        return outcome.completeOnTimeout(
                        new DeliveryOutcome.Failed("the function took longer than " + LONGEST_MINUTES + " minutes"),
                        LONGEST_MINUTES,
                        TimeUnit.MINUTES)
                .whenComplete((done, failure) -> call.cancel(true));
    }

    private final class Call extends FutureTask<@Nullable Void> {

        private final CompletableFuture<DeliveryOutcome> outcome;

        Call(OutgoingMessage message, CompletableFuture<DeliveryOutcome> outcome) {
            super(() -> {
                function.accept(message);
                return null;
            });
            this.outcome = outcome;
        }

        @Override
        protected void done() {
            try {
                get();
                outcome.complete(new DeliveryOutcome.Delivered());
            } catch (ExecutionException e) {
                outcome.complete(new DeliveryOutcome.Failed("the function failed: " + e.getCause()));
            } catch (CancellationException e) {
                outcome.complete(new DeliveryOutcome.Failed("the function was interrupted"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                outcome.complete(new DeliveryOutcome.Failed("the function was interrupted"));
            }
        }
    }
}
