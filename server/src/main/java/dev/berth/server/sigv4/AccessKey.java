package dev.berth.server.sigv4;

/** The owner of an access key, as far as signatures are concerned. Its secret never changes. */
public interface AccessKey {
    /** The secret that requests are signed with: ASCII. */
    String secretAccessKey();
}
