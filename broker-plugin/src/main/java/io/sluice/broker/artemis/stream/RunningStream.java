package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.StreamSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one stream has in the broker: its address, its ingest queue, its entrance and its writer. */
final class RunningStream {

    private static final Logger LOGGER = LoggerFactory.getLogger(RunningStream.class);

    private final ActiveMQServer server;
    private final StreamAddress address;
    private final Queue ingest;
    private final StreamBinding binding;
    private final StreamEntrance entrance;
    private volatile @Nullable Stream stream;
    private @Nullable StreamWriter writer;

    /** Creates what is missing; the stream refuses what is sent to it until it is started. */
    RunningStream(ActiveMQServer server, String name, Confirmations confirmations) throws Exception {
        this.server = server;
        this.address = new StreamAddress(server, name);
        this.ingest = address.create();
        this.entrance = new StreamEntrance(server, name, ingest, confirmations);
        long id = server.getStorageManager().generateID();
        this.binding = new StreamBinding(entrance, SimpleString.of(name), id);
        server.getPostOffice().addBinding(binding);
        takeQueueName(SimpleString.of(name));
    }

    /**
     * Clients look for a queue of the stream's name, and make one that nobody would ever put anything into if there is none. So
     * they find the ingest queue, which says to a consumer how records are read.
     */
    private void takeQueueName(SimpleString name) throws Exception {
        if (server.getPostOffice().getBinding(name) == null) {
            server.getPostOffice().addBinding(new AliasBinding(ingest, name, server.getNodeID()));
        }
    }

    private void leaveQueueName() throws Exception {
        Binding named = server.getPostOffice().getBinding(binding.getAddress());
        if (named instanceof AliasBinding && named.getBindable() == ingest) {
            server.getPostOffice().removeBinding(named.getUniqueName(), null, false);
        }
    }

    Optional<Stream> stream() {
        return Optional.ofNullable(stream);
    }

    boolean isIngestQueue(SimpleString queue) {
        return ingest.getName().equals(queue);
    }

    void applySettings() {
        address.applySettings();
    }

    void start(Stream opened, ThreadFactory threads) throws Exception {
        if (!(ingest instanceof IngestQueue queue)) {
            opened.log().close();
            throw new IOException("queue " + ingest.getName()
                    + " of an earlier stream of this name has records; the broker has to be started again");
        }
        StreamWriter begun = new StreamWriter(server, opened, entrance, queue, threads);
        opened.attach(begun, entrance);
        entrance.attach(begun, queue.underWay());
        begun.start();
        writer = begun;
        stream = opened;
    }

    void refuse(String reason) {
        entrance.close(reason);
    }

    void configure(StreamSettings settings) {
        Stream open = stream;
        StreamWriter running = writer;
        if (open != null && running != null && !open.settings().equals(settings)) {
            open.change(settings);
            running.careSoon();
        }
    }

    /** Takes everything out of the broker that a stream has there; it must be stopped. */
    void remove() throws Exception {
        server.getPostOffice().removeBinding(binding.getUniqueName(), null, false);
        StreamWriter stopped = writer;
        if (stopped != null) {
            stopped.abandon();
        }
        leaveQueueName();
        release(ingest);
        server.destroyQueue(ingest.getName(), null, false, true, false);
        server.removeAddressInfo(binding.getAddress(), null, true);
        address.restoreSettings();
    }

    /** Lets an ingest queue be deleted. */
    static void release(Queue queue) {
        if (queue instanceof IngestQueue ingest) {
            ingest.release();
        }
    }

    /**
     * Ends it when what it has got is durable.
     *
     * @param reason the end of a sentence for those who put something meanwhile
     * @param closing is told between the last record and the closing of the files
     */
    void stop(String reason, Consumer<Stream> closing) {
        Stream open = stream;
        StreamWriter running = writer;
        if (open == null || running == null) {
            return;
        }
        running.stop(reason);
        closing.accept(open);
        open.closing();
        try {
            open.log().close();
        } catch (IOException e) {
            LOGGER.error("the files of stream {} could not be closed", open.name(), e);
        }
    }
}
