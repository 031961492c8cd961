package io.sluice.examples.jms;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

/**
 * The broker as a JNDI properties file describes it: a connection factory named {@code ConnectionFactory} and the
 * queues and topics.
 */
public final class JndiBroker implements AutoCloseable {

    private final Path file;
    private final Context names;

    private JndiBroker(Path file, Context names) {
        this.file = file;
        this.names = names;
    }

    /** Reads the file; no connection is made yet. */
    public static JndiBroker read(Path file) throws IOException, NamingException {
        if (!Files.isReadable(file)) {
            throw new IOException("the JNDI properties file " + file + " cannot be read");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return new JndiBroker(file, new InitialContext(properties));
    }

    /** Connects, with a session of the given mode of {@link JMSContext}. */
    public JMSContext connect(int sessionMode) throws NamingException {
        return lookUp("ConnectionFactory", ConnectionFactory.class).createContext(sessionMode);
    }

    public Queue queue(String name) throws NamingException {
        return lookUp(name, Queue.class);
    }

    public Topic topic(String name) throws NamingException {
        return lookUp(name, Topic.class);
    }

    private <T> T lookUp(String name, Class<T> type) throws NamingException {
        try {
            return type.cast(names.lookup(name));
        } catch (NameNotFoundException e) {
            throw new NamingException(file + " has no " + type.getSimpleName() + " with the name " + name);
        }
    }

    @Override
    public void close() throws NamingException {
        names.close();
    }
}
