package io.sluice.broker.artemis.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.stax.StAXSource;
import javax.xml.validation.Validator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.config.impl.LegacyJMSConfiguration;
import org.apache.activemq.artemis.utils.XMLUtil;
import org.apache.activemq.artemis.utils.XmlProvider;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads broker.xml. */
final class BrokerFile {

    private static final String CORE = "core";
    private static final String SCHEMA = "schema/artemis-configuration.xsd";
    private static final String INCLUDES = "http://www.w3.org/2001/XInclude";

    /** The schema's list of all hundred and more elements that could have stood there, and the codes of its rules. */
    private static final Pattern EXPECTED = Pattern.compile("^cvc[-.a-z0-9]*: | One of '.*' is expected\\.$");

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
                    ? new StartRefusedException(
                            file + " is not a valid Artemis configuration: " + Causes.messageOf(e), e)
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
            XMLStreamReader everything = readerOf(text);
            while (everything.hasNext()) {
                everything.next();
            }
            XMLStreamReader core = readerOf(text);
            while (core.hasNext() && !(core.isStartElement() && CORE.equals(core.getLocalName()))) {
                core.next();
            }
            if (core.hasNext() && !text.contains(INCLUDES)) {
                validate(file, core);
            }
        } catch (XMLStreamException e) {
            throw new StartRefusedException(
                    file + ", line " + e.getLocation().getLineNumber() + " is not well-formed XML: " + lastLine(e), e);
        } catch (SAXException e) {
            throw new StartRefusedException(file + " is not a valid Artemis configuration: " + lastLine(e), e);
        } catch (IOException e) {
            throw new StartRefusedException(file + " cannot be read: " + e, e);
        }
    }

    private static void validate(Path file, XMLStreamReader core)
            throws SAXException, IOException, StartRefusedException {
        List<SAXParseException> errors = new ArrayList<>();
        Validator validator = XmlProvider.newValidator(XMLUtil.findResource(SCHEMA));
        validator.setErrorHandler(new DefaultHandler() {
            @Override
            public void error(SAXParseException e) {
                errors.add(e);
            }
        });
        validator.validate(new StAXSource(core));
        if (!errors.isEmpty()) {
            SAXParseException first = errors.get(0);
            throw new StartRefusedException(
                    file + ", line " + first.getLineNumber() + " is not a valid Artemis configuration: "
                            + EXPECTED.matcher(String.valueOf(first.getMessage()))
                                    .replaceAll(""),
                    first);
        }
    }

    private static XMLStreamReader readerOf(String text) throws XMLStreamException {
        return XmlProvider.createXMLStreamReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The JDK's XML reader puts the position, which is told already, on a line before the message. */
    private static String lastLine(Exception e) {
        String message = Causes.messageOf(e);
        return message.substring(message.lastIndexOf('\n') + 1).replaceFirst("^Message: ", "");
    }
}
