package dev.berth.engine.pipeline;

/** A change of which nothing is journaled, and which changes nothing. */
final class Nothing extends Change {
    Nothing() {
        super(null);
    }

    @Override
    protected void apply(Applier applier) {}
}
