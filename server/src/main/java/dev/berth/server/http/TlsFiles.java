package dev.berth.server.http;

import java.nio.file.Path;

/**
 * Where a server's certificate is.
 *
 * @param certificate a file with the chain, the server's own certificate first, as PEM
 * @param key a file with its private key, not encrypted, as PEM
 */
public record TlsFiles(Path certificate, Path key) {}
