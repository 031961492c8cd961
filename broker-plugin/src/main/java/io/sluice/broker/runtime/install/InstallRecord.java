package io.sluice.broker.runtime.install;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/**
 * What an install changed, kept in the instance so that an uninstall can undo that and nothing else.
 *
 * @param jar name of the jar in lib
 * @param backup name of the copy of broker.xml in etc
 * @param added what was put into broker.xml
 * @param replaced what stood there before
 * @param sampleDigest of the sluice.yaml that was written; empty if there was one already
 */
record InstallRecord(String jar, String backup, String added, String replaced, String sampleDigest) {

    private static final String FILE = "sluice-install.properties";

    static Path fileIn(ArtemisInstance instance) {
        return instance.etc(FILE);
    }

    static Optional<InstallRecord> of(ArtemisInstance instance) throws IOException {
        Path file = fileIn(instance);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties values = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            values.load(in);
        }
        return Optional.of(new InstallRecord(
                values.getProperty("jar", ""),
                values.getProperty("backup", ""),
                values.getProperty("broker.xml.added", ""),
                values.getProperty("broker.xml.replaced", ""),
                values.getProperty("sluice.yaml.sha256", "")));
    }

    void storeIn(ArtemisInstance instance) throws IOException {
        Properties values = new Properties();
        values.setProperty("jar", jar);
        values.setProperty("backup", backup);
        values.setProperty("broker.xml.added", added);
        values.setProperty("broker.xml.replaced", replaced);
        values.setProperty("sluice.yaml.sha256", sampleDigest);
        try (Writer out = Files.newBufferedWriter(fileIn(instance), StandardCharsets.UTF_8)) {
            values.store(out, "What \"sluice install\" changed here; \"sluice uninstall\" reads it.");
        }
    }

    /** The SHA-256 of a file. */
    static String digestOf(Path file) throws IOException {
        return digestOf(Files.readAllBytes(file));
    }

    static String digestOf(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
