package io.sluice.examples.demo;

import io.sluice.examples.orders.OrderDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;
import org.h2.tools.Server;

/**
 * What the demo leaves behind nothing of: a folder, a database server on a free port of the loopback interface, and the
 * processes. Closed at the end, however it comes, by the main thread or the shutdown hook.
 */
final class Workshop implements AutoCloseable {

    private final Path folder;
    private final Server databaseServer;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    private Workshop(Path folder, Server databaseServer) {
        this.folder = folder;
        this.databaseServer = databaseServer;
    }

    static Workshop open() throws IOException, SQLException {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        Path folder = Files.createTempDirectory("sluice-demo-");
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString());
        return new Workshop(folder, server.start());
    }

    Path folder() {
        return folder;
    }

    String databaseUrl() {
        return "jdbc:h2:tcp://127.0.0.1:" + databaseServer.getPort() + "/./orders";
    }

    OrderDatabase database() throws SQLException {
        return keep(OrderDatabase.open(databaseUrl()));
    }

    /** Takes care of closing it, latest first. */
    synchronized <T extends AutoCloseable> T keep(T resource) {
        if (closed) {
            close(resource);
            throw new IllegalStateException("the demo is being stopped");
        }
        open.push(resource);
        return resource;
    }

    /** Waits for a clearing up that is under way. */
    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        open.forEach(Workshop::close);
        databaseServer.stop();
        delete();
    }

    @SuppressWarnings("IllegalCatch") // whatever one of them says, the others are to be closed as well
    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            System.err.println("Not closed cleanly: " + e.getMessage());
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Workshop::deleteFile);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("The folder " + folder + " could not be deleted: " + e.getMessage());
        }
    }

    private static void deleteFile(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
