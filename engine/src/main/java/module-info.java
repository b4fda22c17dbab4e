/** The session scheduler itself, for embedding: {@link dev.berth.engine.Engine} and its configuration, nothing else. */
module dev.berth.engine {
    exports dev.berth.engine;

    requires transitive dev.berth.api;
    requires static transitive org.jspecify;
    requires com.github.benmanes.caffeine;
    requires org.jctools.core;
}
