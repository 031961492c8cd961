package io.sluice.broker.runtime;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import io.sluice.broker.runtime.client.BrokerOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** Asks a running broker about topics, and prints its answers: results on standard output, refusals on standard error. */
final class TopicQuestions {

    private static final int FAILED = 1;
    private static final String NEXT_TOKEN = "NextToken";
    private static final List<String> ARNS = List.of("TopicArn", "SubscriptionArn");

    private final PrintWriter out;
    private final PrintWriter err;
    private final BrokerOptions options;

    TopicQuestions(CommandLine command, BrokerOptions options) {
        this.out = command.getOut();
        this.err = command.getErr();
        this.options = options;
    }

    private interface Talk {
        boolean with(ControlConnection broker) throws ControlException;
    }

    /** One request. @return the exit code */
    int ask(String action, Map<String, ?> fields) {
        return talk(broker -> {
            ControlAnswer answer = broker.ask(action, fields);
            if (answer.isOk()) {
                out.println(options.isJson() ? answer.json() : result(answer));
            }
            return isOk(answer);
        });
    }

    private static String result(ControlAnswer answer) {
        return ARNS.stream()
                .filter(answer.body()::containsKey)
                .map(answer::text)
                .findFirst()
                .orElse("done");
    }

    /** All pages of a list. @param member of the answers that holds the rows */
    int list(String action, Map<String, ?> fields, String member, Function<List<Map<?, ?>>, List<String>> table) {
        return talk(broker -> {
            List<Map<?, ?>> rows = new ArrayList<>();
            Map<String, Object> asked = new LinkedHashMap<>(fields);
            ControlAnswer answer;
            do {
                answer = broker.ask(action, asked);
                if (!isOk(answer)) {
                    return false;
                }
                if (options.isJson()) {
                    out.println(answer.json());
                }
                if (answer.body().get(member) instanceof List<?> page) {
                    page.forEach(row -> rows.add((Map<?, ?>) row));
                }
                asked.put(NEXT_TOKEN, answer.text(NEXT_TOKEN));
            } while (answer.body().containsKey(NEXT_TOKEN));
            if (!options.isJson()) {
                table.apply(rows).forEach(out::println);
            }
            return true;
        });
    }

    private boolean isOk(ControlAnswer answer) {
        if (!answer.isOk()) {
            err.println(options.isJson() ? answer.json() : answer.status() + ": " + answer.text("message"));
        }
        return answer.isOk();
    }

    private int talk(Talk talk) {
        try (ControlConnection broker = options.connect()) {
            return talk.with(broker) ? 0 : FAILED;
        } catch (ControlException e) {
            err.println(e.getMessage());
            return FAILED;
        } finally {
            out.flush();
            err.flush();
        }
    }
}
