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
import org.jspecify.annotations.Nullable;

/**
 * What the demo leaves behind nothing of: a folder, a database server on a free port of the loopback interface, and the
 * processes. Closed at the end, however it comes, by the main thread or the shutdown hook.
 */
final class Workshop implements AutoCloseable {

    private static final String STOPPING = "the demo is being stopped";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable Path folder;
    private int databasePort;
    private boolean closed;

    private Workshop() {}

    /** The shutdown hook comes first, so that there is no moment in which an end of the process leaves something. */
    static Workshop open() throws IOException, SQLException {
        Workshop workshop = new Workshop();
        Runtime.getRuntime().addShutdownHook(new Thread(workshop::interrupted, "clear-up"));
        try {
            workshop.furnish();
            return workshop;
        } catch (IOException | SQLException e) {
            workshop.close();
            throw e;
        }
    }

    private synchronized void furnish() throws IOException, SQLException {
        if (closed) {
            throw new IllegalStateException(STOPPING);
        }
        folder = createFolder();
        System.setProperty("h2.bindAddress", "127.0.0.1");
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString());
        open.push(server::stop);
        databasePort = server.start().getPort();
    }

    private static Path createFolder() throws IOException {
        try {
            return Files.createTempDirectory("sluice-demo-");
        } catch (IOException e) {
            throw new IOException(
                    "no folder can be created in " + System.getProperty("java.io.tmpdir")
                            + ". Name another one for temporary files: SLUICE_JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    synchronized Path folder() {
        if (folder == null) {
            throw new IllegalStateException(STOPPING);
        }
        return folder;
    }

    synchronized String databaseUrl() {
        return "jdbc:h2:tcp://127.0.0.1:" + databasePort + "/./orders";
    }

    OrderDatabase database() throws SQLException {
        return keep(OrderDatabase.open(databaseUrl()));
    }

    /** Takes care of closing it, latest first. */
    synchronized <T extends AutoCloseable> T keep(T resource) {
        if (closed) {
            close(resource);
            throw new IllegalStateException(STOPPING);
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
        if (folder != null) {
            delete(folder);
        }
    }

    private synchronized void interrupted() {
        if (!closed) {
            close();
            System.err.println();
            System.err.println("Interrupted. All processes are ended and all files are deleted.");
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever one of them says, the others are to be closed as well
    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            System.err.println("Not closed cleanly: " + e.getMessage());
        }
    }

    private static void delete(Path folder) {
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
