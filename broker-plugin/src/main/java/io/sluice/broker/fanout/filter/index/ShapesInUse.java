package io.sluice.broker.fanout.filter.index;

import java.util.ArrayList;
import java.util.List;

/** The shapes of the terms of one key, with the number of terms of each. Immutable. */
final class ShapesInUse {

    static final ShapesInUse NONE = new ShapesInUse(List.of(), List.of());

    private final List<Shape> shapes;
    private final List<Integer> terms;

    private ShapesInUse(List<Shape> shapes, List<Integer> terms) {
        this.shapes = shapes;
        this.terms = terms;
    }

    List<Shape> shapes() {
        return shapes;
    }

    boolean isEmpty() {
        return shapes.isEmpty();
    }

    ShapesInUse with(Shape shape) {
        return changed(shape, 1);
    }

    ShapesInUse without(Shape shape) {
        return changed(shape, -1);
    }

    private ShapesInUse changed(Shape shape, int by) {
        List<Shape> otherShapes = new ArrayList<>(shapes);
        List<Integer> otherTerms = new ArrayList<>(terms);
        int at = otherShapes.indexOf(shape);
        if (at < 0) {
            otherShapes.add(shape);
            otherTerms.add(by);
        } else if (otherTerms.get(at) + by == 0) {
            otherShapes.remove(at);
            otherTerms.remove(at);
        } else {
            otherTerms.set(at, otherTerms.get(at) + by);
        }
        return new ShapesInUse(otherShapes, otherTerms);
    }
}
