package io.sluice.examples.amqp;

import picocli.CommandLine.Option;

/** Where the broker is and who logs in: options shared by the AMQP programs. */
final class AmqpAddress {

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "5672", description = "default: ${DEFAULT-VALUE}")
    private int port = 5672;

    @Option(names = "--user", defaultValue = "sluice", description = "default: ${DEFAULT-VALUE}")
    private String user = "sluice";

    @Option(names = "--password", defaultValue = "sluice", description = "default: the development login")
    private String password = "sluice";

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }
}
