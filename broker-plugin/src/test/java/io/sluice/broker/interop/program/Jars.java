package io.sluice.broker.interop.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;

/** What a library's jar says of itself. */
final class Jars {

    private Jars() {}

    /** The version in the manifest of the jar that this class is from. */
    static String versionOf(Class<?> type) throws IOException {
        String implementation = type.getPackage().getImplementationVersion();
        if (implementation != null) {
            return implementation;
        }
        URL jar = type.getProtectionDomain().getCodeSource().getLocation();
        try (InputStream file = URI.create(jar.toString()).toURL().openStream();
                JarInputStream contents = new JarInputStream(file)) {
            Manifest manifest = contents.getManifest();
            Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String bundle = attributes.getValue("Bundle-Version");
            return bundle == null ? "unknown" : bundle;
        }
    }
}
