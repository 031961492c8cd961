package io.sluice.broker.artemis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.message.LargeBodyReader;
import org.apache.activemq.artemis.core.server.LargeServerMessage;

/** The file of a large message, of which only what is read is in memory. */
public final class LargeBodyStream extends InputStream {

    private final LargeBodyReader reader;

    private LargeBodyStream(LargeBodyReader reader) {
        this.reader = reader;
    }

    /** All that is behind a place in the file. To be closed. */
    public static LargeBodyStream from(LargeServerMessage message, long place) throws IOException {
        try {
            LargeBodyReader reader = message.getLargeBodyReader();
            reader.open();
            reader.position(place);
            return new LargeBodyStream(reader);
        } catch (ActiveMQException e) {
            throw new IOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        try {
            return reader.readInto(ByteBuffer.wrap(bytes, offset, length).slice());
        } catch (ActiveMQException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } catch (ActiveMQException e) {
            throw new IOException(e);
        }
    }
}
