package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import io.sluice.broker.runtime.client.BrokerOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a running broker about streams. Exit code 0, or 1 with the reason on standard error. */
abstract class StreamRequestCommand implements Callable<Integer> {

    static final int FAILED = 1;

    @Mixin
    private BrokerOptions options = new BrokerOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** @return exit code */
    abstract int run(ControlConnection broker, Screen screen) throws ControlException;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine(), options.isJson());
        try (ControlConnection broker = options.connect()) {
            return run(broker, screen);
        } catch (ControlException e) {
            screen.error(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    /** The answer; empty if the broker refuses, which is printed. */
    static Optional<ControlAnswer> ask(ControlConnection broker, Screen screen, String action, Map<String, ?> fields)
            throws ControlException {
        ControlAnswer answer = broker.ask(action, fields);
        if (answer.isOk()) {
            return Optional.of(answer);
        }
        screen.refused(answer);
        return Optional.empty();
    }

    /** Asks for something that has no result, and says what was done. */
    static int change(ControlConnection broker, Screen screen, String action, Map<String, ?> fields, String done)
            throws ControlException {
        Optional<ControlAnswer> answer = ask(broker, screen, action, fields);
        answer.ifPresent(ok -> screen.line(screen.isJson() ? ok.json() : done));
        return answer.isPresent() ? 0 : FAILED;
    }
}
