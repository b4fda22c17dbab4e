package dev.berth.engine;

/**
 * What one holder has, at about one instant.
 *
 * @param holder who, as {@link EngineConfig#holderOf} says
 * @param liveSessions how many sessions that the journal has and that have not ended
 * @param dpus what they hold
 */
public record Holding(String holder, long liveSessions, long dpus) {}
