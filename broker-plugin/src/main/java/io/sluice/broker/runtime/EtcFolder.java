package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder with the settings.
 *
 * @param path absolute; holds at least broker.xml and login.config
 */
record EtcFolder(Path path) {

    private static final String BROKER = "broker.xml";
    private static final String LOGIN = "login.config";
    private static final String LOGGING = "log4j2.properties";
    private static final String SLUICE = "sluice.yaml";

    static EtcFolder open(Path path) throws StartRefusedException {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            throw new StartRefusedException("The settings folder " + absolute
                    + " does not exist. Name one with --etc; the folder etc of the project is a good start.");
        }
        for (String needed : new String[] {BROKER, LOGIN}) {
            if (!Files.isReadable(absolute.resolve(needed))) {
                throw new StartRefusedException("The settings folder " + absolute + " has no readable " + needed
                        + ". Copy it from the folder etc of the project.");
            }
        }
        return new EtcFolder(absolute);
    }

    Path brokerXml() {
        return path.resolve(BROKER);
    }

    /** The file with the settings of queues, topics and streams; it may be missing. */
    Path sluiceYaml() {
        return path.resolve(SLUICE);
    }

    /**
     * Tells Artemis, JAAS and Log4j, which read system properties, where things are. Call it before the first class
     * that logs is loaded. Properties given on the command line win, except the data folder.
     */
    void announce(DataFolder data) {
        System.setProperty("sluice.data", data.path().toString());
        System.setProperty("sluice.etc", path.toString());
        setIfAbsent("java.security.auth.login.config", path.resolve(LOGIN));
        if (Files.exists(path.resolve(LOGGING))) {
            setIfAbsent("log4j2.configurationFile", path.resolve(LOGGING));
        }
    }

    private static void setIfAbsent(String property, Path value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value.toString());
        }
    }
}
