package dev.berth.bench.load.report;

import java.util.List;
import java.util.Locale;

/**
 * A chart of lines, as SVG that takes its colours from the page.
 *
 * @param title what it shows
 * @param xTitle what goes along
 * @param yTitle what goes up
 */
record Chart(String title, String xTitle, String yTitle, Axis x, Axis y, List<Line> lines) {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int RIGHT = 36;
    private static final int TOP = 14;
    private static final int BOTTOM = 44;
    private static final int TEXT_GAP = 8;
    private static final int TEXT_DROP = 18;
    private static final int LETTER_MIDDLE = 4;

    Chart {
        lines = List.copyOf(lines);
    }

    String toHtml() {
        StringBuilder html =
                new StringBuilder("<figure><figcaption>" + Html.escape(title) + "</figcaption><p class=\"legend\">");
        lines.forEach(line ->
                html.append("<span class=\"key " + line.style() + "\"></span>" + Html.escape(line.name()) + " "));
        html.append("</p>\n<div class=\"scroll\"><svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" role=\"img\" aria-label=\"" + Html.escape(title) + "\">\n");
        addAxes(html);
        lines.forEach(line -> addLine(html, line));
        return html.append("</svg></div></figure>\n").toString();
    }

    private void addAxes(StringBuilder html) {
        for (Axis.Tick tick : y.ticks()) {
            double at = top(tick.value());
            html.append(format("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, WIDTH - RIGHT));
            html.append(format(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT - TEXT_GAP, at + LETTER_MIDDLE, tick.text()));
        }
        for (Axis.Tick tick : x.ticks()) {
            double at = left(tick.value());
            html.append(format("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", at, TOP, HEIGHT - BOTTOM));
            html.append(format(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    at, HEIGHT - BOTTOM + TEXT_DROP, tick.text()));
        }
        html.append(format(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                WIDTH - RIGHT, HEIGHT - TEXT_GAP, Html.escape(xTitle)));
        html.append(format("<text x=\"%d\" y=\"%d\">%s</text>%n", TEXT_GAP, HEIGHT - TEXT_GAP, Html.escape(yTitle)));
    }

    private void addLine(StringBuilder html, Line line) {
        StringBuilder path = new StringBuilder();
        for (Point point : line.points()) {
            path.append(path.isEmpty() ? 'M' : 'L').append(format("%.1f %.1f", left(point.x()), top(point.y())));
        }
        html.append("<path class=\"line " + line.style() + "\" d=\"" + path + "\"><title>" + Html.escape(line.name())
                + "</title></path>\n");
    }

    private double left(double value) {
        return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double top(double value) {
        return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM);
    }

    @SuppressWarnings("AnnotateFormatMethod") // that annotation is in a library that nothing else here needs
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /**
     * A line.
     *
     * @param style the class that gives it its colour
     */
    record Line(String name, String style, List<Point> points) {
        Line {
            points = List.copyOf(points);
        }
    }

    /** A point of a line, in the units of the axes. */
    record Point(double x, double y) {}
}
