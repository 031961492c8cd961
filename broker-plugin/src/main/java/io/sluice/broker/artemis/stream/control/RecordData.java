package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.artemis.stream.RecordContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;

/** The data of a record, without the properties that its message had. */
final class RecordData {

    private RecordData() {}

    /** Text in UTF-8; the bytes of everything else. @param content of the record as it is stored */
    static byte[] of(ByteBuffer content) {
        CoreMessage message = RecordContent.decode(content, 0);
        ActiveMQBuffer body = message.getReadOnlyBodyBuffer();
        if (message.getType() == Message.TEXT_TYPE) {
            SimpleString text = body.readableBytes() == 0 ? null : body.readNullableSimpleString();
            return text == null ? new byte[0] : text.toString().getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        return bytes;
    }
}
