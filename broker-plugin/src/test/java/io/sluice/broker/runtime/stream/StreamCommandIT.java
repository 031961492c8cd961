package io.sluice.broker.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** {@code sluice stream} against a running broker. */
class StreamCommandIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              steps: { shards: 1 }
              lines: { shards: 2 }
              moved: { shards: 2, consumerGroups: { later: {} } }
              shape: { shards: 2, consumerGroups: { archive: { startPosition: TRIM_HORIZON } } }
            """);

    private static final String S0 = "shardId-000000000000";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int sluice(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", "tcp://127.0.0.1:" + BROKER.port()));
        return sluiceAt(all);
    }

    private int sluiceAt(List<String> arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new StreamCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    private String member(String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(out.toString());
        assertThat(matcher.find()).as(out.toString()).isTrue();
        return matcher.group(1);
    }

    @Test
    void putsAndReadsARecordInTheFourStepsOfKinesis() {
        // When
        int put = sluice("put-record", "--stream-name", "steps", "--partition-key", "user1", "--data", "user signup");
        String number = member("SequenceNumber");
        int described = sluice("describe-stream", "--stream-name", "steps");
        String shard = member("ShardId");
        int iterator = sluice(
                "get-shard-iterator",
                "--stream-name",
                "steps",
                "--shard-id",
                shard,
                "--shard-iterator-type",
                "TRIM_HORIZON");
        int read = sluice("get-records", "--shard-iterator", member("ShardIterator"), "--limit", "10");
        // Then
        assertThat(List.of(put, described, iterator, read)).containsOnly(0);
        assertThat(out.toString())
                .startsWith("{\"Records\":[{\"SequenceNumber\":\"" + number + "\",\"ApproximateArrivalTimestamp\":")
                .contains("\"Data\":\"dXNlciBzaWdudXA=\",\"PartitionKey\":\"user1\"}]")
                .contains("\"NextShardIterator\":\"", "\"MillisBehindLatest\":0");
        assertThat(member("ApproximateArrivalTimestamp")).matches("\\d{10}\\.\\d{1,3}|\\d{10}");
    }

    @Test
    void putsTextAndShowsItAgain() {
        // Given
        int put = sluice("put", "lines", "--key", "truck-7", "one", "two", "three");
        List<String> places = out.toString().lines().toList();
        // When
        int tail = sluice("tail", "lines", "--from", "TRIM_HORIZON", "--no-follow");
        // Then
        assertThat(List.of(put, tail)).containsOnly(0);
        List<String> shown = out.toString().lines().toList();
        assertThat(places).hasSize(3);
        assertThat(shown).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(shown.get(i))
                    .contains(places.get(i) + "  truck-7  "
                            + List.of("one", "two", "three").get(i));
        }
    }

    @Test
    void showsTheRecordsOfAShardBeforeThoseOfItsChildren() {
        // Given
        sluice("put", "shape", "--hash-key", "0", "a1", "a2");
        int split = sluice("split", "shape", S0);
        String saying = out.toString();
        sluice("put", "shape", "--hash-key", "0", "b1");
        // When
        int tail = sluice("tail", "shape", "--from", "TRIM_HORIZON", "--no-follow", "--json");
        List<String> records = out.toString().lines().toList();
        int shards = sluice("shards", "shape");
        String table = out.toString();
        int merged = sluice("merge", "shape", "shardId-000000000002", "shardId-000000000003");
        int described = sluice("describe", "shape");
        // Then
        assertThat(List.of(split, tail, shards, merged, described)).containsOnly(0);
        assertThat(saying).isEqualTo("split " + S0 + " of shape" + System.lineSeparator());
        assertThat(records).hasSize(3);
        assertThat(records.get(2)).contains("\"ShardId\":\"shardId-000000000002\"", "\"Data\":\"YjE=\"");
        assertThat(table)
                .contains("SHARD                 STATE   KEYS")
                .contains(S0 + "  closed  0.0-50.0 %")
                .contains("shardId-000000000003  open    25.0-50.0 %");
        assertThat(out.toString())
                .startsWith("shape: ACTIVE, PROVISIONED, 2 open shards of 5, retention 24 h, created ")
                .contains("shardId-000000000002 shardId-000000000003")
                .contains("archive  " + S0);
    }

    @Test
    void createsAStreamThatIsThereAfterARestart() throws Exception {
        // Given
        int created = sluice("create", "clicks", "--shards", "3", "--retention-hours", "48");
        sluice("put", "clicks", "--key", "k", "kept");
        int iterator = sluice(
                "get-shard-iterator",
                "--stream-name",
                "clicks",
                "--shard-id",
                S0,
                "--shard-iterator-type",
                "TRIM_HORIZON");
        String token = member("ShardIterator");
        // When
        BROKER.restart();
        int listed = sluice("list");
        String names = out.toString();
        int tail = sluice("tail", "clicks", "--from", "TRIM_HORIZON", "--no-follow");
        String records = out.toString();
        int read = sluice("get-records", "--shard-iterator", token);
        int longer = sluice("retention", "clicks", "72");
        int scaled = sluice("scale", "clicks", "4");
        int described = sluice("describe", "clicks");
        String description = out.toString();
        int deleted = sluice("delete", "clicks");
        int gone = sluice("describe", "clicks");
        // Then
        assertThat(List.of(created, iterator, listed, tail, read, longer, scaled, described, deleted))
                .containsOnly(0);
        assertThat(names.lines()).contains("clicks", "lines", "moved", "shape", "steps");
        assertThat(records).contains("  k  kept");
        assertThat(description).contains("4 open shards", "retention 72 h");
        assertThat(gone).isEqualTo(1);
        assertThat(err.toString()).contains("ResourceNotFoundException", "Stream clicks under account");
    }

    @Test
    void movesAGroup() {
        // Given
        sluice("put", "moved", "--hash-key", "0", "x");
        // When
        int horizon = sluice("seek", "moved", "later", "TRIM_HORIZON");
        int time = sluice("seek", "moved", "later", "2026-01-01T00:00:00Z");
        int wrong = sluice("seek", "moved", "later", "yesterday");
        // Then
        assertThat(List.of(horizon, time)).containsOnly(0);
        assertThat(wrong).isEqualTo(1);
        assertThat(err.toString()).contains("timestamp yesterday is no time");
    }

    @Test
    void saysWhyTheBrokerRefuses() {
        assertThat(sluice("split", "lines", "shardId-000000000009")).isEqualTo(1);
        assertThat(err.toString()).contains("ResourceNotFoundException", "shardId-000000000009");
        assertThat(sluice("delete", "lines", "--json")).isEqualTo(1);
        assertThat(err.toString()).contains("\"code\":\"ResourceInUseException\"");
        assertThat(sluice("tail", "nowhere")).isEqualTo(1);
        assertThat(err.toString()).contains("Stream nowhere under account 000000000000 not found.");
    }

    @Test
    void saysWhichBrokerCannotBeReached() {
        // When
        int exit = sluiceAt(List.of("list", "--url", "tcp://127.0.0.1:1"));
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("tcp://127.0.0.1:1");
    }

    @Test
    void refusesWrongUsage() {
        assertThat(sluice("split", "lines")).isEqualTo(2);
        assertThat(sluice("put-record", "--stream-name", "lines")).isEqualTo(2);
        assertThat(sluiceAt(List.of("nonsense"))).isEqualTo(2);
    }
}
