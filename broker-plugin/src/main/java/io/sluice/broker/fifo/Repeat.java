package io.sluice.broker.fifo;

/** A message whose id somebody else is committing: its sender may be answered when that is on the disk, and not before. */
public interface Repeat {

    /** What it repeats is stored. */
    void stored();

    /** What it repeats could not be stored, and neither message is there. */
    void lost();
}
