package io.sluice.broker.interop.program;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a library's jar says of itself. */
final class Jars {

    private static final Pattern VERSION = Pattern.compile("-([0-9][^/]*)\\.jar$");

    private Jars() {}

    /** The version in the manifest of the jar that this class is from, or else in its name. */
    static String versionOf(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        if (version != null) {
            return version;
        }
        Matcher name = VERSION.matcher(
                type.getProtectionDomain().getCodeSource().getLocation().getPath());
        return name.find() ? name.group(1) : "unknown";
    }
}
