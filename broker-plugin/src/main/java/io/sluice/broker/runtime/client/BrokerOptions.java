package io.sluice.broker.runtime.client;

import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import picocli.CommandLine.Option;

/** Where the broker is and who asks; the same for all commands that ask a running broker. */
public final class BrokerOptions {

    @Option(
            names = "--url",
            defaultValue = "tcp://127.0.0.1:61616",
            description = "The broker, an acceptor with the Core protocol (default: ${DEFAULT-VALUE}).")
    private String url = "";

    @Option(
            names = "--user",
            defaultValue = "${env:SLUICE_USER:-sluice}",
            description = "Login; its rights count (default: $SLUICE_USER, or sluice).")
    private String user = "";

    @Option(
            names = "--password",
            defaultValue = "${env:SLUICE_PASSWORD:-sluice}",
            description = "Its password (default: $SLUICE_PASSWORD, or sluice).")
    private String password = "";

    @Option(names = "--json", description = "Print the broker's answers as JSON, one per line.")
    private boolean json;

    public ControlConnection connect() throws ControlException {
        return ControlConnection.open(url, user, password);
    }

    public boolean isJson() {
        return json;
    }
}
