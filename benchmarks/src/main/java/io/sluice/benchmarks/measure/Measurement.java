package io.sluice.benchmarks.measure;

/** One question and the way to its figures. */
public interface Measurement {

    /** The name on the command line and in the report. */
    String name();

    /** Adds its figures to the stage's report; starts and ends the brokers it needs. */
    void run(Stage stage) throws Exception;
}
