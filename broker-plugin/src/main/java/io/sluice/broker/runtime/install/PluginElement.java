package io.sluice.broker.runtime.install;

import io.sluice.broker.runtime.install.BrokerXml.Element;

/** Writes the {@code broker-plugin} element into a {@code broker.xml} and takes it out; every other character stays. */
final class PluginElement {

    private static final String STEP = "   ";

    private PluginElement() {}

    /**
     * A change of a text.
     *
     * @param text the whole text after it
     * @param added what was put in, in one piece
     * @param replaced what stood in its place; empty but for a single tag that had to be opened
     */
    record Insertion(String text, String added, String replaced) {}

    static Insertion addTo(BrokerXml xml) {
        Element plugins = xml.brokerPlugins();
        String newline = xml.text().contains("\r\n") ? "\r\n" : "\n";
        if (plugins == null) {
            String indent = childIndent(xml.text(), xml.core());
            String block = indent + "<broker-plugins>" + newline + element(indent + STEP, newline) + indent
                    + "</broker-plugins>" + newline;
            return insert(xml.text(), startOfLine(xml.text(), xml.core().endTag()), block, newline);
        }
        String indent = indentOf(xml.text(), plugins.start());
        if (plugins.isSingleTag()) {
            String tag = xml.text().substring(plugins.start(), plugins.end());
            String opened = tag.substring(0, tag.length() - 2).stripTrailing() + ">" + newline
                    + element(indent + STEP, newline) + indent + "</broker-plugins>";
            return new Insertion(
                    xml.text().substring(0, plugins.start())
                            + opened
                            + xml.text().substring(plugins.end()),
                    opened,
                    tag);
        }
        String block = element(childIndent(xml.text(), plugins), newline);
        return insert(xml.text(), startOfLine(xml.text(), plugins.endTag()), block, newline);
    }

    /** At the beginning of a line, or in the middle of one if the tag does not stand alone on it. */
    private static Insertion insert(String text, int at, String block, String newline) {
        boolean wholeLine = at == 0 || text.charAt(at - 1) == '\n';
        String added = wholeLine ? block : newline + block;
        return new Insertion(text.substring(0, at) + added + text.substring(at), added, "");
    }

    private static String element(String indent, String newline) {
        return indent + "<broker-plugin class-name=\"" + BrokerXml.PLUGIN + "\">" + newline
                + indent + STEP + "<property key=\"config\" value=\"sluice.yaml\"/>" + newline
                + indent + "</broker-plugin>" + newline;
    }

    /** Takes the element out that was found, and the line it leaves empty. */
    static String removeFrom(BrokerXml xml, Element element) {
        String text = xml.text();
        int from = startOfLine(text, element.start());
        int to = element.end();
        boolean alone = from < element.start() || from == 0 || text.charAt(from - 1) == '\n';
        if (alone && text.startsWith("\r\n", to)) {
            to += 2;
        } else if (alone && text.startsWith("\n", to)) {
            to++;
        } else {
            from = element.start();
        }
        return text.substring(0, from) + text.substring(to);
    }

    /** The beginning of the line if only white space stands between, else the place itself. */
    private static int startOfLine(String text, int place) {
        int from = place - indentOf(text, place).length();
        return from == 0 || text.charAt(from - 1) == '\n' ? from : place;
    }

    /** The white space before a place in its line. */
    private static String indentOf(String text, int place) {
        int from = place;
        while (from > 0 && (text.charAt(from - 1) == ' ' || text.charAt(from - 1) == '\t')) {
            from--;
        }
        return text.substring(from, place);
    }

    private static String childIndent(String text, Element parent) {
        return parent.firstChild() < 0 ? indentOf(text, parent.start()) + STEP : indentOf(text, parent.firstChild());
    }
}
