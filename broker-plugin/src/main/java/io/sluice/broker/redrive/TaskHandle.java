package io.sluice.broker.redrive;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names a running task to its users, in the form of SQS: base64 of {@code {"taskId":"…","source":"…"}}.
 *
 * @param taskId the id
 * @param source its dead-letter queue
 */
public record TaskHandle(String taskId, String source) {

    private static final Pattern JSON = Pattern.compile("\\{\"taskId\":\"([^\"\\\\]+)\",\"source\":\"([^\"]+)\"}");

    /** The text of the handle. */
    public String text() {
        String json = "{\"taskId\":\"" + taskId + "\",\"source\":\"" + source.replace("\"", "%22") + "\"}";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a handle; empty if it is none. */
    public static Optional<TaskHandle> parse(String text) {
        try {
            Matcher json = JSON.matcher(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
            return json.matches()
                    ? Optional.of(new TaskHandle(json.group(1), json.group(2).replace("%22", "\"")))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
