package dev.berth.api;

import java.time.Instant;

/**
 * A named group of sessions with an engine version and a budget of its own.
 *
 * @param name its name
 * @param engineVersion the engine version of its sessions
 * @param createdAt when it was created
 * @param attributes what its creator wanted kept with it
 */
public record WorkGroup(String name, String engineVersion, Instant createdAt, OpaqueBytes attributes) {}
