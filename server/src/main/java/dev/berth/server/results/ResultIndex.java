package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which objects there are, and in which files: the only way from a key to a file. Thread-safe, and in memory alone; a
 * calculation takes about 200 bytes.
 *
 * <p>All buckets share one order, that of {@code BUCKET/KEY} as UTF-8. What a session's objects have in common,
 * {@code BUCKET/FOLDER/SESSION/}, is stored once. Files lie where the ids say, {@code SESSION/CALCULATION/NAME} below one
 * folder: no part of a path comes from a key.
 */
final class ResultIndex implements ResultObjects {
    private final Path folder;
    private final ConcurrentSkipListMap<byte[], SessionResults> sessions =
            new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

    ResultIndex(Path folder) {
        this.folder = folder;
    }

    void put(S3Uri results, SessionId session, CalculationId calculation, KeptCalculation kept) {
        sessions.computeIfAbsent(prefixOf(results, session), prefix -> new SessionResults(session))
                .put(calculation, kept);
    }

    void remove(S3Uri results, SessionId session) {
        sessions.remove(prefixOf(results, session));
    }

    private static byte[] prefixOf(S3Uri results, SessionId session) {
        S3Uri place = results.resolve(session.toString());
        return ByteKeys.of(place.bucket() + "/" + place.key() + "/");
    }

    @Override
    public boolean hasBucket(String bucket) {
        byte[] start = ByteKeys.of(bucket + "/");
        byte[] first = sessions.ceilingKey(start);
        return isName(bucket) && first != null && ByteKeys.startsWith(first, start);
    }

    /** With a slash inside, a name and a key could be read as another name and key. */
    private static boolean isName(String bucket) {
        return bucket.indexOf('/') < 0;
    }

    @Override
    public Optional<ResultObject> find(String bucket, String key) {
        int nameStart = key.lastIndexOf('/') + 1;
        int calculationStart = nameStart - 1 - CanonicalId.LENGTH;
        ResultName name = ResultName.of(key.substring(nameStart));
        if (name == null || calculationStart < 1 || !isName(bucket)) {
            return Optional.empty();
        }
        SessionResults session = sessions.get(ByteKeys.of(bucket + "/" + key.substring(0, calculationStart)));
        String calculation = key.substring(calculationStart, nameStart - 1);
        KeptCalculation kept = session == null ? null : session.get(calculation);
        return session == null || kept == null
                ? Optional.empty()
                : Optional.of(object(key, session.session(), calculation, kept, name));
    }

    private ResultObject object(
            String key, SessionId session, String calculation, KeptCalculation kept, ResultName name) {
        KeptCalculation.KeptFile file = kept.file(name);
        String tag = calculation + "-" + Long.toHexString(file.bytes()) + "-" + Long.toHexString(file.modifiedMillis());
        Path path = folder.resolve(session.toString()).resolve(calculation).resolve(name.text());
        return new ResultObject(
                key, file.bytes(), Instant.ofEpochMilli(file.modifiedMillis()), name.contentType(), tag, path);
    }

    @Override
    public Iterator<ResultObject> list(String bucket, String prefix, KeyPosition from) {
        if (!isName(bucket)) {
            return Collections.emptyIterator();
        }
        byte[] start = ByteKeys.of(bucket + "/");
        byte[] wanted = ByteKeys.concat(start, ByteKeys.of(prefix));
        MergedKeys keys = new MergedKeys(sessions, wanted, ByteKeys.later(wanted, from.under(start)));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return keys.hasNext();
            }

            @Override
            public ResultObject next() {
                IndexedKey found = keys.next();
                String key = ByteKeys.text(found.key(), start.length);
                String calculation = ByteKeys.text(found.calculation(), 0);
                return object(key, found.session(), calculation, found.kept(), found.name());
            }
        };
    }
}
