package dev.berth.server.results;

/**
 * The place of an object, or of a folder of objects, as clients of S3 write it: {@code s3://BUCKET/KEY}. Immutable.
 *
 * @param bucket the bucket, never empty
 * @param key the key, without a slash at its start; of a folder without one at its end either, and empty for the bucket itself
 */
public record S3Uri(String bucket, String key) {
    private static final String SCHEME = "s3://";

    /** Checks the bucket. */
    public S3Uri {
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("a bucket is missing");
        }
    }

    /**
     * Reads an address; slashes at the end of the key are left out.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static S3Uri parse(String text) {
        if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new IllegalArgumentException("must begin with s3://: " + text);
        }
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        int end = rest.length();
        while (end > bucket.length() && rest.charAt(end - 1) == '/') {
            end--;
        }
        return new S3Uri(bucket, slash < 0 || end <= slash ? "" : rest.substring(slash + 1, end));
    }

    /** What lies in this folder under the given name. */
    public S3Uri resolve(String name) {
        return new S3Uri(bucket, key.isEmpty() ? name : key + "/" + name);
    }

    /** The address as text, such as {@code s3://berth-results/spark-primary}. */
    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
