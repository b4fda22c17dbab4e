package dev.berth.server.s3;

import dev.berth.server.http.PercentText;
import dev.berth.server.results.KeyPosition;
import dev.berth.server.results.ResultObject;
import dev.berth.server.results.ResultObjects;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One page of ListObjectsV2. Keys that have the delimiter after the prefix count as one entry together, and are passed over
 * without being looked at.
 */
final class ObjectListing {
    private static final int MAX_KEYS = 1_000;
    private static final String URL = "url";

    /** How many keys a page may pass over: it is gathered on an event loop. */
    private static final int MAX_LOOKED_AT = 10_000;

    private final S3Target target;
    private final String prefix;
    private final String delimiter;
    private final int maxKeys;
    private final UnaryOperator<String> encoding;

    private final List<ResultObject> contents = new ArrayList<>();
    private final List<String> commonPrefixes = new ArrayList<>();
    private KeyPosition position;
    private boolean isTruncated;

    /** @throws S3Failure if an argument is not valid */
    ObjectListing(S3Target target) throws S3Failure {
        this.target = target;
        this.prefix = target.parameter("prefix");
        this.delimiter = target.parameter("delimiter");
        this.maxKeys = maxKeys(target);
        this.encoding = encoding(target);
        this.position = start(target);
    }

    private static int maxKeys(S3Target target) throws S3Failure {
        String text = target.parameter("max-keys");
        if (text.isEmpty()) {
            return MAX_KEYS;
        }
        try {
            int maxKeys = Integer.parseInt(text);
            if (maxKeys >= 0) {
                return Math.min(maxKeys, MAX_KEYS);
            }
        } catch (NumberFormatException notANumber) {
            throw invalidMaxKeys(text);
        }
        throw invalidMaxKeys(text);
    }

    private static S3Failure invalidMaxKeys(String text) {
        return S3Failure.invalidArgument("Provided max-keys not an integer or within integer range", "max-keys", text);
    }

    private static UnaryOperator<String> encoding(S3Target target) throws S3Failure {
        String type = target.parameter("encoding-type");
        if (type.isEmpty()) {
            return UnaryOperator.identity();
        }
        if (!type.equals(URL)) {
            throw S3Failure.invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", type);
        }
        return text -> PercentText.encode(text, "/");
    }

    private static KeyPosition start(S3Target target) throws S3Failure {
        if (!target.query().containsKey("continuation-token")) {
            String startAfter = target.parameter("start-after");
            return startAfter.isEmpty() ? KeyPosition.start() : KeyPosition.after(startAfter);
        }
        String token = target.parameter("continuation-token");
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length > 0) {
                return KeyPosition.of(bytes);
            }
        } catch (IllegalArgumentException notBase64) {
            throw invalidToken(token);
        }
        throw invalidToken(token);
    }

    private static S3Failure invalidToken(String token) {
        return S3Failure.invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }

    /**
     * Gathers the page. One that has passed over very many keys ends early, and the next one goes on from there.
     *
     * @param isReadable tells which keys the reader may know of
     */
    void gather(ResultObjects objects, Predicate<String> isReadable) {
        Iterator<ResultObject> found = objects.list(target.bucket(), prefix, position);
        int count = 0;
        for (int looked = 0; count < maxKeys && looked < MAX_LOOKED_AT && found.hasNext(); looked++) {
            ResultObject object = found.next();
            if (!isReadable.test(object.key())) {
                position = KeyPosition.after(object.key());
                continue;
            }
            count++;
            int end = delimiter.isEmpty() ? -1 : object.key().indexOf(delimiter, prefix.length());
            if (end < 0) {
                contents.add(object);
                position = KeyPosition.after(object.key());
            } else {
                String common = object.key().substring(0, end + delimiter.length());
                commonPrefixes.add(common);
                position = KeyPosition.past(common);
                found = objects.list(target.bucket(), prefix, position);
            }
        }
        isTruncated = maxKeys > 0 && found.hasNext();
    }

    /** The page as S3 words it. */
    byte[] body() {
        XmlText xml = new XmlText()
                .openInS3("ListBucketResult")
                .element("Name", target.bucket())
                .element("Prefix", encoding.apply(prefix))
                .element("MaxKeys", Integer.toString(maxKeys))
                .element("KeyCount", Integer.toString(contents.size() + commonPrefixes.size()))
                .element("IsTruncated", Boolean.toString(isTruncated));
        echo("Delimiter", encoding.apply(delimiter), xml);
        echo("StartAfter", encoding.apply(target.parameter("start-after")), xml);
        echo("EncodingType", target.parameter("encoding-type"), xml);
        echo("ContinuationToken", target.parameter("continuation-token"), xml);
        if (isTruncated) {
            xml.element("NextContinuationToken", Base64.getUrlEncoder().encodeToString(position.toBytes()));
        }
        contents.forEach(object -> writeObject(object, xml));
        for (String common : commonPrefixes) {
            xml.open("CommonPrefixes").element("Prefix", encoding.apply(common)).close("CommonPrefixes");
        }
        return xml.close("ListBucketResult").bytes();
    }

    private static void echo(String name, String value, XmlText xml) {
        if (!value.isEmpty()) {
            xml.element(name, value);
        }
    }

    private void writeObject(ResultObject object, XmlText xml) {
        xml.open("Contents")
                .element("Key", encoding.apply(object.key()))
                .element(
                        "LastModified",
                        object.modifiedAt().truncatedTo(ChronoUnit.SECONDS).toString())
                .element("ETag", "\"" + object.tag() + "\"")
                .element("Size", Long.toString(object.bytes()))
                .element("StorageClass", "STANDARD")
                .close("Contents");
    }
}
