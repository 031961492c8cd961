package io.sluice.broker.artemis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import org.apache.activemq.artemis.utils.VersionLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The release of Artemis that Sluice runs in, and those that it was tested on. */
final class HostVersion {

    private static final Logger LOGGER = LoggerFactory.getLogger("io.sluice.broker");
    private static final String LIST = "tested-versions.properties";

    private HostVersion() {}

    static String running() {
        return VersionLoader.getVersion().getFullVersion();
    }

    /** As the build wrote it: releases, separated by a comma and a space. */
    static String tested() {
        try (InputStream in = HostVersion.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException("the Sluice jar is incomplete: no " + LIST);
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("tested");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Warns if nobody has tried this release. */
    static void warnIfUntested() {
        warnIfUntested(running());
    }

    static void warnIfUntested(String running) {
        if (!isTested(running)) {
            LOGGER.warn(
                    "Sluice was tested on Apache Artemis {}; this is {}. All that Sluice uses of it is there, but it may"
                            + " work differently: try it with your own applications before you rely on it.",
                    tested(),
                    running);
        }
    }

    static boolean isTested(String running) {
        return List.of(tested().split(", ")).contains(running);
    }
}
