package io.sluice.broker.runtime.install;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Settings of a broker.xml that an operator may want to think about with Sluice; nobody changes them here. */
final class Advice {

    private Advice() {}

    /** A sentence for each; none for a file that has nothing to say about. */
    static List<String> on(String brokerXml) throws InstallRefusedException {
        Map<String, String> values = valuesOf(brokerXml);
        List<String> advice = new ArrayList<>();
        if (values.getOrDefault("persist-delivery-count-before-delivery", "false")
                .equals("true")) {
            advice.add("persist-delivery-count-before-delivery is true. Sluice stores receive counts itself; with this"
                    + " setting Artemis also counts, after a crash, messages that only waited in a client's buffer."
                    + " Better turn it off.");
        }
        if (values.getOrDefault("persistence-enabled", "true").equals("false")) {
            advice.add("persistence-enabled is false: neither messages nor receive counts survive a restart.");
        }
        if (!values.containsKey("dead-letter-address")) {
            advice.add("No dead-letter-address is set. Artemis drops a message that fails max-delivery-attempts times;"
                    + " give such queues a redrivePolicy in sluice.yaml, or set a dead-letter-address.");
        }
        if (values.getOrDefault("configuration-file-refresh-period", "").startsWith("-")) {
            advice.add(
                    "configuration-file-refresh-period is off: a changed sluice.yaml is read at the next restart only.");
        }
        if (!values.containsKey("metrics")) {
            advice.add("No <metrics> plugin is set, so Sluice's meters are not to be seen.");
        }
        return advice;
    }

    private static Map<String, String> valuesOf(String text) throws InstallRefusedException {
        Map<String, String> values = new HashMap<>();
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, true);
            XMLStreamReader reader = factory.createXMLStreamReader(
                    new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
            String element = "";
            while (reader.hasNext()) {
                reader.next();
                if (reader.isStartElement()) {
                    element = reader.getLocalName();
                    values.putIfAbsent(element, "");
                } else if (reader.isCharacters() && !reader.isWhiteSpace()) {
                    values.put(element, reader.getText().trim());
                }
            }
        } catch (XMLStreamException e) {
            throw new InstallRefusedException("broker.xml is not well-formed XML", e);
        }
        return values;
    }
}
