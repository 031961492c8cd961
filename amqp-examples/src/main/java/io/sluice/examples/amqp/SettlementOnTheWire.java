package io.sluice.examples.amqp;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.sluice.examples.process.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Answers one message with each outcome of AMQP 1.0 and shows what the broker does with it: whether it comes again,
 * with which delivery-count, or lies in the dead-letter queue. Uses the Proton-J engine directly, so that nothing
 * stands between the disposition frame and the broker.
 *
 * <p>Both queues must exist and be empty; they are empty again afterwards.
 */
@Command(
        name = "SettlementOnTheWire",
        mixinStandardHelpOptions = true,
        description = "Shows what the broker does after each AMQP 1.0 outcome.")
public final class SettlementOnTheWire implements Callable<Integer> {

    private static final Duration FIRST = Duration.ofSeconds(10);

    @Mixin
    private AmqpAddress address = new AmqpAddress();

    @Option(names = "--queue", defaultValue = "settlement", description = "default: ${DEFAULT-VALUE}")
    private String queue = "settlement";

    @Option(names = "--dead-letter-queue", defaultValue = "settlement-dlq", description = "default: ${DEFAULT-VALUE}")
    private String deadLetterQueue = "settlement-dlq";

    @Option(
            names = "--wait-millis",
            defaultValue = "700",
            description = "how long a queue is watched before it counts as empty (default: ${DEFAULT-VALUE})")
    private long waitMillis;

    @Option(names = "--frames", description = "print every frame")
    private boolean showFrames;

    public static void main(String[] args) {
        System.exit(Program.run(new SettlementOnTheWire(), args));
    }

    @Override
    public Integer call() throws IOException {
        List<Row> rows = new ArrayList<>();
        try (Wire wire = Wire.connect(address, frame -> {
            if (showFrames) {
                System.out.println(frame);
            }
        })) {
            WireQueue source = new WireQueue(wire, queue);
            WireQueue deadLetters = new WireQueue(wire, deadLetterQueue);
            for (Outcome outcome : Outcome.values()) {
                rows.add(settle(outcome, source, deadLetters));
            }
        }
        System.out.println(AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                rows,
                List.of(
                        column("outcome sent", Row::outcome),
                        column("first delivery-count", row -> String.valueOf(row.firstCount())),
                        column("afterwards the message is", Row::place),
                        column("next delivery-count", Row::nextCount),
                        column("dead-letter reason", Row::reason))));
        return 0;
    }

    private static ColumnData<Row> column(String header, Function<Row, String> value) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT).with(value);
    }

    private Row settle(Outcome outcome, WireQueue source, WireQueue deadLetters) throws IOException {
        String id = "settled-" + outcome.name().toLowerCase(Locale.ROOT);
        Duration wait = Duration.ofMillis(waitMillis);
        source.send(id);
        WireQueue.Received first = source.receive(outcome.state(), FIRST)
                .orElseThrow(() -> new IOException("the message did not arrive in " + source.name()));
        expect(id, first, source);
        Optional<WireQueue.Received> again = source.receive(Accepted.getInstance(), wait);
        if (again.isPresent()) {
            expect(id, again.get(), source);
            String count = String.valueOf(again.get().deliveryCount());
            return new Row(outcome.words(), first.deliveryCount(), "in " + source.name() + " again", count, "");
        }
        Optional<WireQueue.Received> dead = deadLetters.receive(Accepted.getInstance(), wait);
        if (dead.isPresent()) {
            expect(id, dead.get(), deadLetters);
            String reason = dead.get().deadLetterReason().orElse("not told");
            return new Row(outcome.words(), first.deliveryCount(), "in " + deadLetters.name(), "", reason);
        }
        return new Row(outcome.words(), first.deliveryCount(), "gone", "", "");
    }

    private static void expect(String id, WireQueue.Received received, WireQueue queue) throws IOException {
        if (!id.equals(received.messageId())) {
            throw new IOException(queue.name() + " is not empty: it held the message " + received.messageId());
        }
    }

    private record Row(String outcome, long firstCount, String place, String nextCount, String reason) {}
}
