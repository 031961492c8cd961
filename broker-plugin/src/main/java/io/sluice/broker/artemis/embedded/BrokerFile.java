package io.sluice.broker.artemis.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.stax.StAXSource;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.config.impl.LegacyJMSConfiguration;
import org.apache.activemq.artemis.utils.XMLUtil;
import org.apache.activemq.artemis.utils.XmlProvider;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads broker.xml. */
final class BrokerFile {

    private static final String CORE = "core";
    private static final String SCHEMA = "schema/artemis-configuration.xsd";
    private static final String INCLUDES = "http://www.w3.org/2001/XInclude";

    private BrokerFile() {}

    /**
     * Parses and checks the file as Artemis does.
     *
     * @throws StartRefusedException if it cannot be read, is no XML, or holds something Artemis does not know
     */
    @SuppressWarnings("IllegalCatch") // Artemis' parser throws Exception
    static Configuration read(Path file) throws StartRefusedException {
        requireValid(file);
        FileConfiguration configuration = new FileConfiguration();
        try {
            new FileDeploymentManager(file.toUri().toString())
                    .addDeployable(configuration)
                    .addDeployable(new LegacyJMSConfiguration(configuration))
                    .readConfiguration();
        } catch (Exception e) {
            Throwable ours = Causes.oursIn(e);
            throw ours == null
                    ? new StartRefusedException(file + " is not a valid Artemis configuration: " + Causes.messageOf(e), e)
                    : new StartRefusedException(String.valueOf(ours.getMessage()), e);
        }
        if (!configuration.isParsed()) {
            throw new StartRefusedException(file + " has no <core> element, so it does not describe a broker.");
        }
        return configuration;
    }

    /**
     * Finds what is wrong before Artemis does: this way tells the line, and Artemis would log a stack trace first. A
     * file that includes others (XInclude) is left to Artemis.
     */
    private static void requireValid(Path file) throws StartRefusedException {
        try {
            String text = XMLUtil.replaceSystemPropsInString(Files.readString(file));
            XMLStreamReader reader = XmlProvider.createXMLStreamReader(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            while (reader.hasNext() && !(reader.isStartElement() && CORE.equals(reader.getLocalName()))) {
                reader.next();
            }
            if (reader.hasNext() && !text.contains(INCLUDES)) {
                XmlProvider.newValidator(XMLUtil.findResource(SCHEMA)).validate(new StAXSource(reader));
            }
        } catch (XMLStreamException e) {
            throw new StartRefusedException(
                    file + ", line " + e.getLocation().getLineNumber() + " is not well-formed XML: " + lastLine(e), e);
        } catch (SAXParseException e) {
            String line = e.getLineNumber() > 0 ? ", line " + e.getLineNumber() : "";
            throw new StartRefusedException(file + line + " is not a valid Artemis configuration: " + e.getMessage(), e);
        } catch (SAXException e) {
            throw new StartRefusedException(file + " is not a valid Artemis configuration: " + lastLine(e), e);
        } catch (IOException e) {
            throw new StartRefusedException(file + " cannot be read: " + e, e);
        }
    }

    /** The JDK's XML reader puts the position, which is told already, on a line before the message. */
    private static String lastLine(Exception e) {
        String message = Causes.messageOf(e);
        return message.substring(message.lastIndexOf('\n') + 1).replaceFirst("^Message: ", "");
    }
}
