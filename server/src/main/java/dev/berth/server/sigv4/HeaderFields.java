package dev.berth.server.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header fields of one request. Not thread-safe. */
final class HeaderFields {
    private static final int EXPECTED = 16;

    private final List<String> names = new ArrayList<>(EXPECTED);
    private final List<String> values = new ArrayList<>(EXPECTED);

    HeaderFields(Iterable<Map.Entry<String, String>> headers) {
        for (Map.Entry<String, String> header : headers) {
            names.add(header.getKey());
            values.add(header.getValue());
        }
    }

    /**
     * The value of a header that must not be there twice; null if it is not there.
     *
     * @throws SignatureException if it is there twice
     */
    @Nullable
    String single(String name) throws SignatureException {
        String found = null;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                if (found != null) {
                    throw SignatureException.repeated(name);
                }
                found = values.get(i);
            }
        }
        return found;
    }

    /**
     * Writes the signed headers in their canonical form.
     *
     * @param signed their names as the signature lists them
     * @param kept a layout that may fit, which saves looking for them
     * @return the one that fits
     * @throws SignatureException if there is none
     */
    SignedLayout writeSigned(String signed, @Nullable SignedLayout kept, CanonicalText text) throws SignatureException {
        SignedLayout layout = kept != null && kept.fits(signed, names) ? kept : SignedLayout.find(signed, names);
        layout.write(values, text);
        return layout;
    }
}
