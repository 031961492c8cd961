package io.sluice.examples.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The project folder, from which each program gets the class path of its own module, so that no worker runs with a
 * class of the broker.
 */
record Installation(Path home) {

    static Installation at(Path home) throws IOException {
        Installation installation = new Installation(home.toAbsolutePath().normalize());
        for (String module : new String[] {"broker-plugin", "jms-client-examples", "amqp-examples"}) {
            if (!Files.isDirectory(installation.target(module).resolve("lib"))) {
                throw new IOException(installation.home + " is not the folder of a built Sluice: " + module
                        + "/target/lib is missing. Run bin/sluice demo, or mvn package first.");
            }
        }
        return installation;
    }

    Path etc() {
        return home.resolve("etc");
    }

    Path jndi(String file) {
        return home.resolve("jms-client-examples").resolve("jndi").resolve(file);
    }

    String classPath(String module) {
        return target(module).resolve("classes")
                + File.pathSeparator
                + target(module).resolve("lib").resolve("*");
    }

    private Path target(String module) {
        return home.resolve(module).resolve("target");
    }
}
