package io.sluice.broker;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which package of the project may use which other, the same table as {@code etc/import-control.xml}. Checkstyle reads
 * import lines; this condition also sees what needs no import line, such as a type that a method returns.
 */
final class ImportTable extends ArchCondition<JavaClass> {

    private static final String ROOT = "io.sluice.broker";

    private static final Set<String> CAPABILITIES =
            Set.of("visibility", "redrive", "delay", "fifo", "fanout", "stream", "delivery", "access");

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("message", Set.of()),
            Map.entry("time", Set.of()),
            Map.entry("visibility", Set.of("message", "time")),
            Map.entry("delay", Set.of("message", "time")),
            Map.entry("fifo", Set.of("message", "time")),
            Map.entry("stream", Set.of("message", "time")),
            Map.entry("delivery", Set.of("message", "time")),
            Map.entry("redrive", Set.of("message")),
            Map.entry("fanout", Set.of("message")),
            Map.entry("access", Set.of("message")),
            Map.entry("queue", Set.of("message", "time", "visibility", "redrive", "delay", "fifo", "access")),
            Map.entry("admin", Set.of("message", "queue", "visibility", "stream", "fanout", "delivery", "redrive")),
            Map.entry("config", Set.of("message")),
            Map.entry("metrics", Set.of("message")),
            Map.entry("http", Set.of("message", "admin", "access")),
            Map.entry(
                    "artemis",
                    Set.of(
                            "message",
                            "time",
                            "visibility",
                            "redrive",
                            "delay",
                            "fifo",
                            "fanout",
                            "stream",
                            "delivery",
                            "access",
                            "queue",
                            "admin")));

    private static final Pattern SETTINGS = Pattern.compile(
            "\\w+(Settings|Policy|Catalog|Limit|Start|Position|Mode|Scope|Rule|Pattern|Loops|PolicyException|Subscription)(\\$\\w+)*");
    private static final Pattern LISTENER = Pattern.compile("\\w+(Listener|Reason)(\\$\\w+)*");

    ImportTable() {
        super("use only the packages that the import table gives their package");
    }

    @Override
    public void check(JavaClass origin, ConditionEvents events) {
        String from = packageOf(origin);
        if (from.equals("runtime")) {
            return;
        }
        if (!ALLOWED.containsKey(from)) {
            events.add(SimpleConditionEvent.violated(
                    origin, origin.getName() + " is in a package that the import table does not know"));
            return;
        }
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
            if (!mayUse(from, dependency.getTargetClass().getBaseComponentType())) {
                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
            }
        }
    }

    private static boolean mayUse(String from, JavaClass target) {
        if (!target.getPackageName().startsWith(ROOT)) {
            return true;
        }
        String to = packageOf(target);
        if (to.equals(from) || ALLOWED.get(from).contains(to)) {
            return true;
        }
        String type = target.getName().substring(target.getPackageName().length() + 1);
        return switch (from) {
            case "config" ->
                (isCapability(to) || to.equals("queue"))
                        && SETTINGS.matcher(type).matches();
            case "metrics" ->
                (isCapability(to) || to.equals("queue") || to.equals("admin"))
                        && LISTENER.matcher(type).matches();
            default -> false;
        };
    }

    private static boolean isCapability(String name) {
        return CAPABILITIES.contains(name);
    }

    /** The first part of the package name below the root; empty for the root itself. */
    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return "";
        }
        String below = name.substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
