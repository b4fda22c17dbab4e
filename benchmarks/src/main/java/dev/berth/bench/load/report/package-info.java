/** What a run found, and how it is told: as text, as JSON, and as one page of HTML that needs nothing else. */
@NullMarked
package dev.berth.bench.load.report;

import org.jspecify.annotations.NullMarked;
