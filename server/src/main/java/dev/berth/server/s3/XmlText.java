package dev.berth.server.s3;

import java.nio.charset.StandardCharsets;

/** Writes XML in the namespace of nobody or of S3. Not thread-safe. */
final class XmlText {
    private static final String S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    XmlText open(String name) {
        text.append('<').append(name).append('>');
        return this;
    }

    XmlText openInS3(String name) {
        text.append('<').append(name).append(" xmlns=\"").append(S3_NAMESPACE).append("\">");
        return this;
    }

    XmlText close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    XmlText element(String name, String value) {
        return open(name).text(value).close(name);
    }

    /** Control characters become references, as S3 does it, although not every parser takes them. */
    XmlText text(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> {
                    if (c < ' ') {
                        text.append("&#").append((int) c).append(';');
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return this;
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
