package io.sluice.examples.process;

import picocli.CommandLine;

/** Runs a command: bad arguments give the usage and exit code 2, a failure gives one paragraph and exit code 1. */
public final class Program {

    private Program() {}

    /** Returns the exit code; the caller decides about ending the process. */
    public static int run(Object command, String... args) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(line.getCommandName() + " failed: " + reason(failure));
                    return 1;
                })
                .execute(args);
    }

    private static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder(described(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && reason.indexOf(cause.getMessage()) < 0) {
                reason.append(": ").append(cause.getMessage());
            }
        }
        return reason.toString();
    }

    private static String described(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
