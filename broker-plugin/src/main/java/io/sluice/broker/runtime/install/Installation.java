package io.sluice.broker.runtime.install;

import io.sluice.broker.runtime.install.PluginElement.Insertion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The three steps that put Sluice into an instance: the jar, a sluice.yaml, the element in broker.xml. Repeatable. */
final class Installation {

    private static final String SAMPLE = "sluice.yaml";

    private final ArtemisInstance instance;
    private final DropInJar jar;
    private final Changes changes;

    Installation(ArtemisInstance instance, DropInJar jar, Changes changes) {
        this.instance = instance;
        this.jar = jar;
        this.changes = changes;
    }

    /** Does what is not done yet. All reasons to refuse are looked for before the first change. */
    void install() throws IOException, InstallRefusedException {
        Optional<InstallRecord> earlier = InstallRecord.of(instance);
        Path file = instance.brokerXml();
        EncodedText encoded = EncodedText.decode(Files.readAllBytes(file), file.toString());
        BrokerXml xml = BrokerXml.parse(encoded.text(), file.toString());
        requireOurs(earlier, xml);
        requireNoIncludedPlugins(xml);
        requireWritable();

        placeJar();
        InstallRecord next = earlier.orElse(new InstallRecord(jar.name(), "", "", "", ""));
        next = new InstallRecord(jar.name(), next.backup(), next.added(), next.replaced(), placeSample(next));
        if (xml.ourPlugin().isPresent()) {
            store(next);
            return;
        }
        Path backup = freeBackup();
        Insertion insertion = PluginElement.addTo(xml);
        BrokerXml.parse(insertion.text(), file.toString());
        changes.add(backup, encoded.bytes(), "a copy of broker.xml as it was");
        store(new InstallRecord(
                jar.name(),
                String.valueOf(backup.getFileName()),
                insertion.added(),
                insertion.replaced(),
                next.sampleDigest()));
        changes.rewrite(
                file,
                encoded.with(insertion.text()).bytes(),
                "has <broker-plugin class-name=\"" + BrokerXml.PLUGIN + "\"> now, nothing else is different");
    }

    private void requireOurs(Optional<InstallRecord> earlier, BrokerXml xml)
            throws IOException, InstallRefusedException {
        List<Path> jars = instance.sluiceJars();
        if (earlier.isEmpty() && (xml.ourPlugin().isPresent() || !jars.isEmpty())) {
            throw new InstallRefusedException("Sluice was put into " + instance.folder() + " by hand: there is "
                    + byHand(xml, jars) + ". That is left as it is. To have it looked after by this command, take that"
                    + " out and install again; sluice.yaml may stay.");
        }
    }

    static String byHand(BrokerXml xml, List<Path> jars) {
        String inFile = xml.ourPlugin().isPresent() ? "a <broker-plugin> of Sluice in etc/broker.xml" : "";
        String inLib = jars.isEmpty() ? "" : "lib/" + jars.get(0).getFileName();
        return inFile.isEmpty() || inLib.isEmpty() ? inFile + inLib : inFile + " and " + inLib;
    }

    /** Artemis reads the first list of plugins only, so a second one must not be added. */
    private void requireNoIncludedPlugins(BrokerXml xml) throws IOException, InstallRefusedException {
        if (xml.brokerPlugins() != null || xml.ourPlugin().isPresent()) {
            return;
        }
        for (String include : xml.includes()) {
            Path included = instance.etc(include);
            if (!Files.isReadable(included) || Files.readString(included).contains("<broker-plugins")) {
                throw new InstallRefusedException("broker.xml includes " + include
                        + ", which has (or may have) a list of <broker-plugins> of its own. Add there by hand:"
                        + " <broker-plugin class-name=\"" + BrokerXml.PLUGIN
                        + "\"><property key=\"config\" value=\"sluice.yaml\"/></broker-plugin>, and copy " + jar.file()
                        + " to " + instance.lib("") + ".");
            }
        }
    }

    private void requireWritable() throws InstallRefusedException {
        for (Path needed : List.of(instance.brokerXml(), instance.etc(""), instance.folder())) {
            if (!Files.isWritable(needed)) {
                throw new InstallRefusedException(
                        needed + " cannot be written to. Run this as the user who owns the instance.");
            }
        }
    }

    private void placeJar() throws IOException {
        Path target = instance.lib(jar.name());
        for (Path other : instance.sluiceJars()) {
            if (!other.equals(target)) {
                changes.remove(other, "version " + DropInJar.versionOf(other) + " is replaced");
            }
        }
        byte[] content = Files.readAllBytes(jar.file());
        if (!Files.exists(target)) {
            changes.add(target, content, "");
        } else if (!InstallRecord.digestOf(target).equals(InstallRecord.digestOf(content))) {
            changes.rewrite(target, content, "another build of this version");
        }
    }

    /** Returns the digest of the sample, or nothing if the file is the user's. */
    private String placeSample(InstallRecord earlier) throws IOException {
        Path target = instance.etc(SAMPLE);
        if (Files.exists(target)) {
            return earlier.sampleDigest();
        }
        byte[] sample = sample();
        changes.add(target, sample, "a sample, all of it commented out");
        return InstallRecord.digestOf(sample);
    }

    private static byte[] sample() throws IOException {
        try (InputStream in = Installation.class.getResourceAsStream("sample-sluice.yaml")) {
            if (in == null) {
                throw new IOException("the Sluice jar is incomplete: no sample-sluice.yaml");
            }
            return in.readAllBytes();
        }
    }

    private Path freeBackup() {
        Path backup = instance.etc("broker.xml.before-sluice");
        for (int i = 1; Files.exists(backup); i++) {
            backup = instance.etc("broker.xml.before-sluice." + i);
        }
        return backup;
    }

    /** The file has the time at which it was written in it. */
    private void store(InstallRecord installRecord) throws IOException {
        boolean isStored =
                InstallRecord.of(instance).filter(installRecord::equals).isPresent();
        if (!isStored && !changes.isDryRun()) {
            installRecord.storeIn(instance);
        }
    }
}
