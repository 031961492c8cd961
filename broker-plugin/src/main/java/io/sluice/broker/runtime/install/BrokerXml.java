package io.sluice.broker.runtime.install;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The places in a {@code broker.xml} that matter for a plugin, found by an XML parser and kept as offsets into the text, so
 * that the text can be changed there and nowhere else.
 *
 * @param core place of {@code core}
 * @param brokerPlugins place of its first {@code broker-plugins}, the only one that Artemis reads; null if there is none
 * @param sluice place of the {@code broker-plugin} that names Sluice; null if there is none
 * @param includes what {@code core} includes by XInclude
 */
record BrokerXml(
        String text,
        Element core,
        @Nullable Element brokerPlugins,
        @Nullable Element sluice,
        List<String> includes) {

    static final String PLUGIN = "io.sluice.broker.artemis.plugin.SluicePlugin";

    /** Comments, CDATA, processing instructions and tags; offsets of the JDK's reader itself are not dependable. */
    private static final Pattern MARKUP = Pattern.compile(
            "<!--.*?-->|<!\\[CDATA\\[.*?]]>|<\\?.*?\\?>|<(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>", Pattern.DOTALL);

    private static final Pattern NO_TAG = Pattern.compile("<[!?]");
    private static final String XINCLUDE = "http://www.w3.org/2001/XInclude";

    /**
     * One element.
     *
     * @param start offset of its {@code <}
     * @param startTagEnd offset behind the {@code >} of its start tag
     * @param endTag offset of the {@code <} of its end tag; {@code start} if it is a single tag
     * @param end offset behind all of it
     * @param firstChild offset of the first element in it, -1 without
     */
    record Element(int start, int startTagEnd, int endTag, int end, int firstChild) {

        boolean isSingleTag() {
            return endTag == start;
        }
    }

    /** @throws InstallRefusedException if it is not the configuration of a broker */
    static BrokerXml parse(String text, String file) throws InstallRefusedException {
        try {
            Scan scan = new Scan(text);
            scan.run();
            if (scan.core == null || scan.core.isSingleTag()) {
                throw new InstallRefusedException(
                        file + " has no element <core>, so it does not configure a broker. It was left as it is.");
            }
            return new BrokerXml(text, scan.core, scan.brokerPlugins, scan.sluice, List.copyOf(scan.includes));
        } catch (XMLStreamException e) {
            throw new InstallRefusedException(
                    file + ", line " + e.getLocation().getLineNumber()
                            + " is not well-formed XML, so it was left as it is: " + lastLine(e),
                    e);
        }
    }

    /** The JDK's XML reader puts the position, which is told already, on a line before the message. */
    private static String lastLine(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        return message.substring(message.lastIndexOf('\n') + 1).replaceFirst("^Message: ", "");
    }

    Optional<Element> ourPlugin() {
        return Optional.ofNullable(sluice);
    }

    /** One pass over the text. */
    private static final class Scan {

        private final String text;
        private final Matcher markup;
        private final XMLStreamReader reader;
        private final Deque<Open> open = new ArrayDeque<>();
        private final List<String> includes = new ArrayList<>();
        private @Nullable Element core;
        private @Nullable Element brokerPlugins;
        private @Nullable Element sluice;

        Scan(String text) throws XMLStreamException {
            this.text = text;
            this.markup = MARKUP.matcher(text);
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            reader = factory.createXMLStreamReader(
                    new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
        }

        void run() throws XMLStreamException {
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new XMLStreamException("a DOCTYPE is not expected here", reader.getLocation());
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    begin();
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    end();
                }
            }
        }

        private void begin() {
            nextTag();
            int start = markup.start();
            int tagEnd = markup.end();
            if (!open.isEmpty() && open.peek().firstChild < 0) {
                open.peek().firstChild = start;
            }
            if (path().equals("configuration/core/include") && XINCLUDE.equals(reader.getNamespaceURI())) {
                includes.add(String.valueOf(reader.getAttributeValue(null, "href")));
            }
            open.push(new Open(path(), reader.getAttributeValue(null, "class-name"), start, tagEnd));
        }

        private String path() {
            StringBuilder path = new StringBuilder();
            open.descendingIterator()
                    .forEachRemaining(parent -> path.append(parent.name).append('/'));
            return path.append(reader.getLocalName()).toString();
        }

        private void end() {
            Open closed = open.pop();
            if (text.charAt(closed.tagEnd - 2) != '/') {
                nextTag();
            }
            Element element = new Element(closed.start, closed.tagEnd, markup.start(), markup.end(), closed.firstChild);
            switch (path()) {
                case "configuration/core" -> core = element;
                case "configuration/core/broker-plugins" ->
                    brokerPlugins = brokerPlugins == null ? element : brokerPlugins;
                case "configuration/core/broker-plugins/broker-plugin" -> {
                    if (PLUGIN.equals(closed.className)) {
                        sluice = element;
                    }
                }
                default -> {
                    // everything else is left alone
                }
            }
        }

        /** Goes to the next tag in the text; the reader has checked that the text is well-formed up to there. */
        private void nextTag() {
            do {
                if (!markup.find()) {
                    throw new IllegalStateException("the text has fewer tags than the XML reader");
                }
            } while (NO_TAG.matcher(markup.group()).lookingAt());
        }
    }

    /** An element whose end has not come yet. */
    private static final class Open {

        private final String name;
        private final @Nullable String className;
        private final int start;
        private final int tagEnd;
        private int firstChild = -1;

        Open(String path, @Nullable String className, int start, int tagEnd) {
            this.name = path.substring(path.lastIndexOf('/') + 1);
            this.className = className;
            this.start = start;
            this.tagEnd = tagEnd;
        }
    }
}
