package io.sluice.broker.runtime.install;

import io.sluice.broker.runtime.install.BrokerXml.Element;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes out of an instance what {@link Installation} put in, and nothing else. */
final class Removal {

    private final ArtemisInstance instance;
    private final Changes changes;

    Removal(ArtemisInstance instance, Changes changes) {
        this.instance = instance;
        this.changes = changes;
    }

    void uninstall() throws IOException, InstallRefusedException {
        Path file = instance.brokerXml();
        EncodedText encoded = EncodedText.decode(Files.readAllBytes(file), file.toString());
        BrokerXml xml = BrokerXml.parse(encoded.text(), file.toString());
        Optional<InstallRecord> found = InstallRecord.of(instance);
        if (found.isEmpty()) {
            requireNothingByHand(xml);
            return;
        }
        InstallRecord installed = found.get();
        byte[] restored = encoded.with(without(installed, xml)).bytes();
        if (!Arrays.equals(restored, encoded.bytes())) {
            changes.rewrite(file, restored, "the <broker-plugin> of Sluice is gone, nothing else is different");
        }
        for (Path jar : instance.sluiceJars()) {
            changes.remove(jar, "");
        }
        removeSample(installed);
        removeBackup(installed, restored);
        changes.remove(InstallRecord.fileIn(instance), "");
    }

    private void requireNothingByHand(BrokerXml xml) throws IOException, InstallRefusedException {
        List<Path> jars = instance.sluiceJars();
        if (xml.ourPlugin().isPresent() || !jars.isEmpty()) {
            throw new InstallRefusedException("Sluice was put into " + instance.folder()
                    + " by hand, so nothing was changed. Take out by hand: " + Installation.byHand(xml, jars) + ".");
        }
    }

    /** Exactly what was put in; if that was edited since, the element as it is now. */
    private static String without(InstallRecord installed, BrokerXml xml) {
        Optional<Element> plugin = xml.ourPlugin();
        if (plugin.isEmpty()) {
            return xml.text();
        }
        String text = xml.text();
        int at = installed.added().isEmpty() ? -1 : text.indexOf(installed.added());
        int end = at + installed.added().length();
        return at >= 0 && at <= plugin.get().start() && plugin.get().end() <= end
                ? text.substring(0, at) + installed.replaced() + text.substring(end)
                : PluginElement.removeFrom(xml, plugin.get());
    }

    private void removeSample(InstallRecord installed) throws IOException {
        Path config = instance.etc("sluice.yaml");
        if (!Files.exists(config)) {
            return;
        }
        if (InstallRecord.digestOf(config).equals(installed.sampleDigest())) {
            changes.remove(config, "the sample, unchanged");
        } else {
            changes.keep(config, "it is yours");
        }
    }

    private void removeBackup(InstallRecord installed, byte[] restored) throws IOException {
        Path backup = instance.etc(installed.backup());
        if (installed.backup().isEmpty() || !Files.exists(backup)) {
            return;
        }
        if (Arrays.equals(Files.readAllBytes(backup), restored)) {
            changes.remove(backup, "broker.xml is as it was again");
        } else {
            changes.keep(backup, "broker.xml was changed elsewhere since");
        }
    }
}
