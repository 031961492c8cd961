package io.sluice.broker.artemis.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.io.mapped.MappedSequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.server.JournalType;

/** Measures how long a synchronised write takes, through the same file classes that the journal uses. */
class DiskProbe {

    private static final int BLOCK_BYTES = 4096;
    private static final int WRITES = 250;
    private static final int ROUNDS = 5;
    private static final int AIO_DEPTH = 4096;
    /** A slow disk is measured in fewer rounds: a first start may take this long on top. */
    private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long WRITES_TIMEOUT_SECONDS = 60;
    private static final String FILE = "calibration.tmp";

    private final LongSupplier nanoClock;

    DiskProbe(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Time per write of 4 KiB in the best of up to five rounds of 250 writes.
     *
     * @param folder made if missing; holds one file of 1 MiB meanwhile
     */
    @SuppressWarnings("IllegalCatch") // Artemis' files throw Exception
    Duration measure(Path folder, JournalType type, boolean datasync) throws IOException {
        Files.createDirectories(folder);
        SequentialFileFactory factory = factoryOf(folder, type, datasync);
        try {
            SequentialFile file = factory.createSequentialFile(FILE);
            try {
                return Duration.ofNanos(best(factory, file) / WRITES);
            } finally {
                file.close();
                file.delete();
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("measuring the disk failed", e);
        } finally {
            factory.stop();
        }
    }

    private long best(SequentialFileFactory factory, SequentialFile file) throws Exception {
        ByteBuffer block = factory.newBuffer(BLOCK_BYTES);
        file.open();
        file.fill(block.capacity() * WRITES);
        file.close();
        long best = Long.MAX_VALUE;
        long begin = nanoClock.getAsLong();
        for (int i = 0; i < ROUNDS && nanoClock.getAsLong() - begin < ENOUGH_NANOS; i++) {
            best = Math.min(best, round(file, block));
        }
        factory.releaseDirectBuffer(block);
        return best;
    }

    private long round(SequentialFile file, ByteBuffer block) throws Exception {
        AllWritten written = new AllWritten(WRITES);
        file.open();
        file.position(0);
        long begin = nanoClock.getAsLong();
        for (int i = 0; i < WRITES; i++) {
            block.position(0);
            file.writeDirect(block, true, written);
        }
        written.await();
        long took = nanoClock.getAsLong() - begin;
        file.close();
        return took;
    }

    private static SequentialFileFactory factoryOf(Path folder, JournalType type, boolean datasync) {
        SequentialFileFactory factory = switch (type) {
            case ASYNCIO -> {
                AIOSequentialFileFactory aio = new AIOSequentialFileFactory(folder.toFile(), AIO_DEPTH);
                aio.disableBufferReuse();
                yield aio.setAlignment(BLOCK_BYTES);
            }
            case MAPPED ->
                new MappedSequentialFileFactory(folder.toFile(), BLOCK_BYTES * WRITES, false, 0, 0, null)
                        .disableBufferReuse();
            default -> {
                NIOSequentialFileFactory nio = new NIOSequentialFileFactory(folder.toFile(), 1);
                nio.disableBufferReuse();
                yield nio;
            }
        };
        factory.setDatasync(datasync);
        factory.start();
        return factory;
    }

    /** Waits until the disk has confirmed every write. */
    private static final class AllWritten implements IOCallback {

        private final CountDownLatch open;
        private volatile String error = "";

        private AllWritten(int writes) {
            this.open = new CountDownLatch(writes);
        }

        @Override
        public void done() {
            open.countDown();
        }

        @Override
        public void onError(int errorCode, String errorMessage) {
            error = errorMessage;
            open.countDown();
        }

        private void await() throws IOException, InterruptedException {
            if (!open.await(WRITES_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(
                        "the disk did not confirm " + WRITES + " writes in " + WRITES_TIMEOUT_SECONDS + " s");
            }
            if (!error.isEmpty()) {
                throw new IOException(error);
            }
        }
    }
}
