package io.sluice.broker.artemis.redrive;

import io.sluice.broker.redrive.MoveProgress;
import io.sluice.broker.redrive.MoveRequest;
import io.sluice.broker.redrive.MoveStarter;
import io.sluice.broker.redrive.MoveStatus;
import io.sluice.broker.redrive.StayReason;
import java.io.StringReader;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.apache.activemq.artemis.json.JsonArrayBuilder;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.json.JsonObjectBuilder;
import org.apache.activemq.artemis.utils.JsonLoader;

/** A task as it is stored. Fields may be added; one that is missing when read has the value that it had before there was one. */
final class MoveTaskJson {

    private MoveTaskJson() {}

    static String write(MoveProgress task) {
        MoveRequest request = task.request();
        JsonObjectBuilder json = JsonLoader.createObjectBuilder()
                .add("id", task.id())
                .add("source", request.source())
                .add("dryRun", request.dryRun())
                .add("user", task.starter().user())
                .add("newestMessage", task.newestMessage())
                .add("started", task.started().toEpochMilli())
                .add("status", task.status().name())
                .add("toMove", task.toMove());
        request.destination().ifPresent(queue -> json.add("destination", queue));
        request.messagesPerSecond().ifPresent(rate -> json.add("rate", rate));
        request.filter().ifPresent(filter -> json.add("filter", filter));
        task.starter().roles().ifPresent(roles -> {
            JsonArrayBuilder names = JsonLoader.createArrayBuilder();
            roles.stream().sorted().forEach(names::add);
            json.add("roles", names);
        });
        json.add("moved", counts(task.moved()));
        json.add("staying", counts(task.staying()));
        task.ended().ifPresent(ended -> json.add("ended", ended.toEpochMilli()));
        task.failure().ifPresent(failure -> json.add("failure", failure));
        return json.build().toString();
    }

    private static JsonObjectBuilder counts(Map<?, Long> counts) {
        JsonObjectBuilder json = JsonLoader.createObjectBuilder();
        counts.forEach((key, count) -> json.add(key.toString(), count.longValue()));
        return json;
    }

    static MoveProgress read(String text) {
        JsonObject json = JsonLoader.readObject(new StringReader(text));
        Map<String, Long> moved = new TreeMap<>();
        JsonObject movedJson = json.getJsonObject("moved");
        movedJson.keySet().forEach(queue -> moved.put(queue, number(movedJson, queue)));
        Map<StayReason, Long> staying = new EnumMap<>(StayReason.class);
        JsonObject stayingJson = json.getJsonObject("staying");
        stayingJson.keySet().forEach(reason -> staying.put(StayReason.valueOf(reason), number(stayingJson, reason)));
        return new MoveProgress(
                json.getString("id"),
                request(json),
                new MoveStarter(json.getString("user"), roles(json)),
                number(json, "newestMessage"),
                Instant.ofEpochMilli(number(json, "started")),
                MoveStatus.valueOf(json.getString("status")),
                number(json, "toMove"),
                moved,
                staying,
                json.containsKey("ended")
                        ? Optional.of(new MoveProgress.End(
                                Instant.ofEpochMilli(number(json, "ended")), text(json, "failure")))
                        : Optional.empty());
    }

    private static MoveRequest request(JsonObject json) {
        return new MoveRequest(
                json.getString("source"),
                text(json, "destination"),
                json.containsKey("rate") ? OptionalInt.of(json.getInt("rate")) : OptionalInt.empty(),
                text(json, "filter"),
                json.getBoolean("dryRun", false));
    }

    private static Optional<Set<String>> roles(JsonObject json) {
        if (!json.containsKey("roles")) {
            return Optional.empty();
        }
        Set<String> roles = new HashSet<>();
        for (int i = 0; i < json.getJsonArray("roles").size(); i++) {
            roles.add(json.getJsonArray("roles").getString(i));
        }
        return Optional.of(roles);
    }

    private static Optional<String> text(JsonObject json, String name) {
        return json.containsKey(name) ? Optional.of(json.getString(name)) : Optional.empty();
    }

    private static long number(JsonObject json, String name) {
        return json.getJsonNumber(name).longValue();
    }
}
