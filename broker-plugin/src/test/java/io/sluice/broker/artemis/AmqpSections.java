package io.sluice.broker.artemis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.protocol.amqp.util.NettyWritable;
import org.apache.activemq.artemis.protocol.amqp.util.TLSEncode;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.codec.WritableBuffer;

/** Sections of an AMQP message as they are sent. */
public final class AmqpSections {

    private AmqpSections() {}

    /** One behind the other. */
    public static ByteBuffer encoded(Object... sections) {
        ByteBuf bytes = Unpooled.buffer();
        EncoderImpl encoder = TLSEncode.getEncoder();
        encoder.setByteBuffer(new NettyWritable(bytes));
        try {
            for (Object section : sections) {
                encoder.writeObject(section);
            }
        } finally {
            encoder.setByteBuffer((WritableBuffer) null);
        }
        return bytes.nioBuffer();
    }
}
