package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of the four steps in which Kinesis' command line puts and reads records. Its output is always JSON, as there. */
abstract class JsonCommand extends StreamRequestCommand {

    abstract String action();

    /** The fields of the request; what is null is left out. */
    abstract void addTo(Map<String, @Nullable Object> fields);

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Map<String, @Nullable Object> all = new HashMap<>();
        addTo(all);
        Map<String, Object> fields = new HashMap<>();
        all.forEach((name, value) -> {
            if (value != null) {
                fields.put(name, value);
            }
        });
        Optional<ControlAnswer> answer = ask(broker, screen, action(), fields);
        answer.ifPresent(ok -> screen.line(ok.json()));
        return answer.isPresent() ? 0 : FAILED;
    }
}
