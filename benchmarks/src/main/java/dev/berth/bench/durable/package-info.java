/**
 * What durability costs: starts with a journal in a folder beside starts with one in memory, and beside the disk itself. Not
 * JMH, because each question compares two things in alternating turns of one run, on a disk whose speed changes from one
 * second to the next.
 */
@NullMarked
package dev.berth.bench.durable;

import org.jspecify.annotations.NullMarked;
