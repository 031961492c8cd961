package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import io.sluice.benchmarks.report.Spread;
import io.sluice.benchmarks.segment.SegmentMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.utils.FileUtil;

/** The files that streams are kept in: written, opened, searched and read by a process with a heap of 512 MiB. */
public final class SegmentFiles implements Measurement {

    private static final String HEAP = "-Xmx512m";
    private static final int FULL_MEGABYTES = 5_000;
    private static final int SMOKE_MEGABYTES = 20;
    private static final Map<String, Goal> GOALS = Map.of(
            SegmentMain.OPEN_SECONDS,
            Goal.atMost(3),
            SegmentMain.SEEK_P99,
            Goal.atMost(10),
            SegmentMain.TIME_P99,
            Goal.atMost(10));

    @Override
    public String name() {
        return "segments";
    }

    @Override
    public void run(Stage stage) throws Exception {
        boolean isSmoke = stage.effort().rounds() == 1;
        int megabytes = isSmoke ? SMOKE_MEGABYTES : FULL_MEGABYTES;
        stage.progress().begin(name() + ": " + megabytes + " MB");
        Path folder = Files.createTempDirectory(stage.data(), "segments");
        try {
            Map<String, List<Double>> values =
                    valuesOf(command(folder, megabytes, stage.effort().rounds()));
            values.forEach((quantity, all) -> {
                Figure figure = Figure.of(name(), megabytes + " MB", quantity, unit(quantity), Spread.of(all));
                Goal goal = GOALS.get(quantity);
                stage.report().add(goal == null ? figure : figure.against(goal));
            });
            stage.progress().end("done");
        } finally {
            FileUtil.deleteDirectory(folder.toFile());
        }
    }

    private static String unit(String quantity) {
        return quantity.substring(quantity.lastIndexOf(' ') + 1);
    }

    private static List<String> command(Path folder, int megabytes, int rounds) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                SegmentMain.class.getName(),
                folder.toString(),
                Integer.toString(megabytes),
                Integer.toString(rounds));
    }

    private static Map<String, List<Double>> valuesOf(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, List<Double>> values = new LinkedHashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("=");
                values.computeIfAbsent(parts[0], quantity -> new ArrayList<>()).add(Double.valueOf(parts[1]));
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the process that writes segments failed");
        }
        return values;
    }
}
