package io.sluice.broker.artemis;

import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.persistence.impl.nullpm.NullStorageManager;

/** Keeps the files of large messages in a folder, and nothing else. */
public final class LargeMessageFiles extends NullStorageManager {

    private final SequentialFileFactory factory;

    public LargeMessageFiles(Path folder) {
        factory = new NIOSequentialFileFactory(folder.toFile(), 1);
    }

    @Override
    public SequentialFile createFileForLargeMessage(long messageID, boolean durable) {
        return factory.createSequentialFile(messageID + (durable ? ".msg" : ".tmp"));
    }

    @Override
    public void addBytesToLargeMessage(SequentialFile file, long messageId, byte[] bytes) throws Exception {
        file.position(file.size());
        file.blockingWriteDirect(ByteBuffer.wrap(bytes), false, false);
    }

    @Override
    public void addBytesToLargeMessage(SequentialFile file, long messageId, ActiveMQBuffer bytes) throws Exception {
        addBytesToLargeMessage(file, messageId, ByteBufUtil.getBytes(bytes.byteBuf()));
    }
}
