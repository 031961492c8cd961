package io.sluice.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.interop.ForeignWorker.Delivery;
import io.sluice.broker.runtime.BrokerProcess;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * The broker, the clients' processes, a connection of each that stays open during all scenarios, and the table.
 *
 * <p>A client that is not installed is skipped with the reason; with {@code CI=true} in the environment it fails. With
 * {@code -Dinterop.write=true} the table is written into the document instead of being compared.
 */
final class InteroperabilityRun implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor {

    /** Visibility timeout of queues in which it is meant to run out. */
    static final Duration SHORT = Duration.ofSeconds(2);

    private static final Path DOCUMENT = Path.of("../docs/interoperability.md");
    private static final String WRITE =
            "bin/verify -pl broker-plugin -Dit.test=InteroperabilityIT -Dinterop.write=true";

    private final Map<ForeignClient, ClientProgram> programs = new ConcurrentHashMap<>();
    private final Map<ForeignClient, ForeignWorker> bystanders = new ConcurrentHashMap<>();
    private final Map<ForeignClient, String> missing = new ConcurrentHashMap<>();
    private final Scoreboard scoreboard = new Scoreboard();
    private BrokerProcess broker;
    private BrokerFacts facts;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "interop-");
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), settings());
        broker = BrokerProcess.start(etc, folder.resolve("data"));
        facts = new BrokerFacts(broker);
        CompletableFuture.allOf(Arrays.stream(ForeignClient.values())
                        .map(client -> CompletableFuture.runAsync(() -> start(client)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void start(ForeignClient client) {
        try {
            ClientProgram program = client.program().start();
            programs.put(client, program);
            scoreboard.enter(client, program.version());
        } catch (IOException | IllegalStateException notInstalled) {
            missing.put(client, client.program().howToInstall(client.library()) + "\n" + notInstalled.getMessage());
            return;
        }
        ForeignWorker bystander = open(client, client.queue(Scenario.BYSTANDER));
        bystander.send("m1");
        bystanders.put(client, bystander);
    }

    private static String settings() {
        StringBuilder yaml = new StringBuilder("queues:\n");
        for (ForeignClient client : ForeignClient.values()) {
            for (Scenario scenario : Scenario.values()) {
                String queue = client.queue(scenario);
                yaml.append("  ").append(queue).append(":\n    visibilityTimeout: ");
                yaml.append(timeout(client, scenario).toSeconds()).append("s\n");
                if (scenario == Scenario.FIFO_HELD) {
                    yaml.append("    maxInFlightPerConsumer: 1\n");
                }
                if (scenario.isFifo() && !client.protocol().canNameGroups()) {
                    yaml.append("    defaultMessageGroup: all\n    contentBasedDeduplication: true\n");
                }
                int maxReceiveCount = scenario.maxReceiveCount();
                if (maxReceiveCount > 0) {
                    yaml.append("    redrivePolicy: { deadLetterQueue: ")
                            .append(deadLetterQueue(queue))
                            .append(", maxReceiveCount: ")
                            .append(maxReceiveCount)
                            .append(" }\n  ")
                            .append(deadLetterQueue(queue))
                            .append(": {}\n");
                }
            }
        }
        return yaml.toString();
    }

    private static Duration timeout(ForeignClient client, Scenario scenario) {
        return switch (scenario) {
            case EXPIRE, LATE_ACK, LATE_ACK_OTHER, EXTEND, FIFO_EXPIRE, FIFO_LATE_ACK -> SHORT;
            case POISON, COUNT, ORIGIN -> client.protocol().canFail() ? Duration.ofSeconds(60) : SHORT;
            case HOLD, REPEATED_ACK, RETRY_LATER, DIE, BYSTANDER, FIFO_ORDER, FIFO_HELD, FIFO_DUPLICATE, FIFO_NUMBER ->
                Duration.ofMinutes(10);
        };
    }

    static String deadLetterQueue(String queue) {
        return queue + "-dlq";
    }

    BrokerProcess broker() {
        return broker;
    }

    BrokerFacts facts() {
        return facts;
    }

    /** Opens a connection of this client, with a consumer of the queue. */
    ForeignWorker open(ForeignClient client, String queue) {
        ClientProgram program = programs.get(client);
        if (program == null) {
            throw new IllegalStateException(client + " is not installed");
        }
        return ForeignWorker.open(program, broker.port(client.protocol().acceptor()), queue);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        Scenario scenario = invocationContext
                .getExecutable()
                .getAnnotation(ScenarioTest.class)
                .value();
        ForeignClient client = ((InteroperabilityIT) context.getRequiredTestInstance()).client;
        String reason = missing.get(client);
        if (reason != null) {
            assertThat(System.getenv("CI")).as(reason).isNull();
            Assumptions.abort(reason);
        }
        String limit = client.protocol().limits().get(scenario);
        if (limit != null) {
            Assumptions.abort(limit);
        }
        boolean passed = false;
        try {
            invocation.proceed();
            passed = true;
        } finally {
            scoreboard.record(client, scenario, passed);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try {
            List<String> problems = new ArrayList<>();
            bystanders.forEach((client, bystander) -> goOn(client, bystander, problems));
            System.out.println(scoreboard.tables());
            missing.forEach((client, reason) -> System.out.println(client + " was not tested: " + reason));
            if (Boolean.getBoolean("interop.write")) {
                scoreboard.write(DOCUMENT);
            }
            assertThat(problems).as("connections that noticed something").isEmpty();
            assertThat(scoreboard.differencesFrom(DOCUMENT))
                    .as("rows that %s does not have; to write it: %s", DOCUMENT, WRITE)
                    .isEmpty();
        } finally {
            programs.values().forEach(ClientProgram::close);
            broker.close();
        }
    }

    /** The bystander has held its message all the time; it acknowledges that, and the next one comes. */
    private void goOn(ForeignClient client, ForeignWorker bystander, List<String> problems) {
        try {
            for (String body : List.of("m1", "m2")) {
                Delivery message = bystander.receive();
                assertThat(message.body()).isEqualTo(body);
                bystander.acknowledge(message);
                bystander.send("m2");
            }
            scoreboard.record(client, Scenario.BYSTANDER, true);
        } catch (RuntimeException | AssertionError e) {
            scoreboard.record(client, Scenario.BYSTANDER, false);
            problems.add(client + ": " + e);
        }
    }
}
