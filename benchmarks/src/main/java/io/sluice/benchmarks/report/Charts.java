package io.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The two pictures of docs/performance.md, as SVG. */
public record Charts(Report report) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;

    /** Writes {@code latency.svg} and {@code ratios.svg}, each only if the run has something to show in it. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!report.curves().isEmpty()) {
            save(latency(), folder.resolve("latency.svg"));
        }
        List<Figure> ratios = report.figures().stream()
                .filter(figure ->
                        figure.unit().equals(Figure.RATIO) && figure.quantity().equals("msg/s"))
                .toList();
        if (!ratios.isEmpty()) {
            save(spread(ratios), folder.resolve("ratios.svg"));
        }
    }

    /** Latency over 1 / (1 - percentile), both logarithmic, so that the tail has room. */
    private XYChart latency() {
        XYChart chart = chart("End-to-end latency at half load", "1 / (1 - percentile)", "microseconds");
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        for (Report.Curve curve : report.curves()) {
            chart.addSeries(
                            curve.work() + ", " + curve.side(),
                            curve.percentiles().stream()
                                    .map(percentile -> 100 / (100 - percentile))
                                    .toList(),
                            curve.micros().stream()
                                    .map(micros -> Math.max(1, micros))
                                    .toList())
                    .setMarker(SeriesMarkers.NONE);
        }
        return chart;
    }

    /** One dot for each work at the median ratio, with a bar from the least to the most of the rounds. */
    private static XYChart spread(List<Figure> ratios) {
        XYChart chart = chart("Throughput, leased over plain", "work, in the order of the table", "ratio");
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setLegendVisible(false);
        for (int i = 0; i < ratios.size(); i++) {
            Spread value = ratios.get(i).value();
            List<Integer> place = List.of(i + 1, i + 1);
            chart.addSeries("range " + i, place, List.of(value.least(), value.most()))
                    .setXYSeriesRenderStyle(XYSeriesRenderStyle.Line)
                    .setMarker(SeriesMarkers.NONE)
                    .setLineColor(java.awt.Color.GRAY);
            chart.addSeries("median " + i, List.of(i + 1), List.of(value.median()))
                    .setMarkerColor(java.awt.Color.BLUE);
        }
        return chart;
    }

    private static XYChart chart(String title, String xAxis, String yAxis) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .theme(ChartTheme.XChart)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return chart;
    }

    private static void save(XYChart chart, Path file) throws IOException {
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }
}
