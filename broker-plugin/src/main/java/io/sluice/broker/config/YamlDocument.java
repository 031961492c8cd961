package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The tree of nodes of a YAML text, each with its line, after checks that keep a hostile file from costing more than
 * its size: the parser's events, which need no stack, are counted before the recursive composer sees them.
 */
final class YamlDocument {

    static final int MAXIMUM_DEPTH = 20;
    static final int MAXIMUM_ALIASES = 100;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final int SMALLEST_BUFFER = 1024;

    private final Problems problems;
    private final LoadSettings settings;

    private YamlDocument(Problems problems, int length) {
        this.problems = problems;
        settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                // one buffer for all of it: a long token would be copied again with each smaller buffer
                .setBufferSize(Math.max(SMALLEST_BUFFER, length))
                .setCodePointLimit(SourceText.MAXIMUM_LENGTH)
                .setMaxAliasesForCollections(MAXIMUM_ALIASES + 1)
                .setAllowNonScalarKeys(true)
                .build();
    }

    /** The root; empty if the text has only blanks and comments. */
    static Optional<Node> compose(String text, Problems problems) throws ConfigurationException {
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        Optional<Node> root = new YamlDocument(problems, content.length()).compose(content);
        problems.refuseFile();
        return root;
    }

    private Optional<Node> compose(String text) {
        if (text.length() > SourceText.MAXIMUM_LENGTH) {
            problems.add(0, Code.TOO_LARGE, SourceText.tooLarge());
            return Optional.empty();
        }
        try {
            return isPrintable(text) && isTame(text) ? new Compose(settings).composeString(text) : Optional.empty();
        } catch (MarkedYamlEngineException invalid) {
            problems.add(lineOf(invalid.getProblemMark()), Code.INVALID_YAML, explain(invalid));
        } catch (YamlEngineException invalid) {
            problems.add(
                    0, Code.INVALID_YAML, "this is not YAML: " + Problems.shown(String.valueOf(invalid.getMessage())));
        } catch (IllegalArgumentException invalid) {
            // the parser lets this out, without a place, for an escape beyond the last Unicode character
            problems.add(0, Code.INVALID_YAML, "this is not YAML: a quoted text has an escape that is no character");
        }
        return Optional.empty();
    }

    private boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (!StreamReader.isPrintable(character)) {
                problems.add(
                        SourceText.lineOf(text.substring(0, i)),
                        Code.INVALID_YAML,
                        String.format("the character U+%04X is not allowed in YAML", character));
                return false;
            }
        }
        return true;
    }

    private boolean isTame(String text) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent && ++depth > MAXIMUM_DEPTH) {
                return refuse(event, "values are nested more than " + MAXIMUM_DEPTH + " deep");
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (event.getEventId() == Event.ID.Alias && ++aliases > MAXIMUM_ALIASES) {
                return refuse(event, "there are more than " + MAXIMUM_ALIASES + " aliases (*name)");
            }
            if (hasTag(event)) {
                return refuse(event, "tags such as !!str are not used in this file; leave it out");
            }
        }
        return true;
    }

    private static boolean hasTag(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag().isPresent();
        }
        return event instanceof CollectionStartEvent start && start.getTag().isPresent();
    }

    private boolean refuse(Event event, String text) {
        problems.add(lineOf(event.getStartMark()), Code.INVALID_YAML, text);
        return false;
    }

    private static String explain(MarkedYamlEngineException invalid) {
        if (invalid.getProblemMark().filter(YamlDocument::isTab).isPresent()) {
            return "a tab cannot indent a line of YAML; use spaces";
        }
        String context = invalid.getContext();
        String problem = String.valueOf(invalid.getProblem());
        String sentence = context == null || context.isBlank() ? problem : context + ": " + problem;
        return "this is not YAML: " + sentence.replaceAll("\\s+", " ").strip();
    }

    private static boolean isTab(Mark mark) {
        return mark.getPointer() < mark.getBuffer().length && mark.getBuffer()[mark.getPointer()] == '\t';
    }

    /** The line of a place in the text, from 1; 0 if the parser does not know it. */
    static int lineOf(Optional<Mark> mark) {
        return mark.map(place -> place.getLine() + 1).orElse(0);
    }
}
