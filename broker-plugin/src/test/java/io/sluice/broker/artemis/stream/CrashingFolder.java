package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.log.MemoryFolder;
import io.sluice.broker.stream.log.StreamFolder;
import io.sluice.broker.stream.segment.SegmentFile;
import io.sluice.broker.stream.segment.SegmentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Shards in memory, on a disk that stops working after so many changes; of the one in which it does, half may be done. */
final class CrashingFolder implements StreamFolder {

    private final MemoryFolder memory = new MemoryFolder();
    private int left = Integer.MAX_VALUE;

    /** It makes only so many changes from now on. */
    void crashAfter(int changes) {
        left = changes;
    }

    /** It works again, and nothing is lost. */
    void heal() {
        left = Integer.MAX_VALUE;
    }

    /** It works again after a loss of power. @param isKept whether a sector or name that was not forced is there */
    void restart(BooleanSupplier isKept) {
        memory.losePower(isKept);
        heal();
    }

    private void change() throws IOException {
        if (left == 0) {
            throw new IOException("the disk is gone");
        }
        left--;
    }

    @Override
    public SegmentStore shard(ShardId shard) throws IOException {
        change();
        return new Store(memory.shard(shard));
    }

    @Override
    public void delete(ShardId shard) throws IOException {
        change();
        memory.delete(shard);
    }

    private final class Store implements SegmentStore {

        private final SegmentStore files;

        private Store(SegmentStore files) {
            this.files = files;
        }

        @Override
        public List<String> names() throws IOException {
            return files.names();
        }

        @Override
        public SegmentFile open(String name) throws IOException {
            return new File(files.open(name));
        }

        @Override
        public SegmentFile create(String name) throws IOException {
            change();
            return new File(files.create(name));
        }

        @Override
        public void delete(String name) throws IOException {
            change();
            files.delete(name);
        }

        @Override
        public void sync() throws IOException {
            change();
            files.sync();
        }
    }

    private final class File implements SegmentFile {

        private final SegmentFile file;

        private File(SegmentFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (left == 0) {
                ByteBuffer half = source.duplicate();
                file.write(half.limit(half.position() + half.remaining() / 2), position);
            }
            change();
            file.write(source, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            change();
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            change();
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
