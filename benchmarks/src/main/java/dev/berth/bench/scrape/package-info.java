/** What it costs to show the metrics, as what they are about grows. */
@NullMarked
package dev.berth.bench.scrape;

import org.jspecify.annotations.NullMarked;
