package io.sluice.broker.artemis.stream;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that one thread wants the writer of a stream to do, and waits for. */
final class AwaitedTask<T> {

    private static final long PATIENCE_MINUTES = 1;

    private final String stream;
    private final Callable<T> task;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    AwaitedTask(String stream, Callable<T> task) {
        this.stream = stream;
        this.task = task;
    }

    /** Does it, unless nobody waits any more. @throws Exception whatever goes wrong; the caller is told it by {@link #fail} */
    void perform() throws Exception {
        if (!result.isDone()) {
            result.complete(task.call());
        }
    }

    void fail(String reason, Exception cause) {
        result.completeExceptionally(new IllegalStateException(reason, cause));
    }

    void fail(Exception cause) {
        result.completeExceptionally(cause);
    }

    /** @throws IllegalStateException if it was not done */
    T await() {
        try {
            return result.orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES).join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    e.getCause() instanceof TimeoutException
                            ? "stream " + stream + " is busy; nothing was changed within " + PATIENCE_MINUTES
                                    + " minute"
                            : reason(e),
                    e);
        }
    }

    private static String reason(CompletionException failure) {
        return String.valueOf(
                failure.getCause() == null
                        ? failure.getMessage()
                        : failure.getCause().getMessage());
    }
}
