package dev.berth.bench.load;
/** x. */
public final class LoadCommand {
    private LoadCommand() {}
}
