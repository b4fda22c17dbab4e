package dev.berth.server.awsjson;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/** A whole number: an {@code integer} of the model, held as Integer, or a {@code long}, held as Long. */
final class NumberShape extends ScalarShape<Number> {
    private static final double TWO_TO_THE_63 = 0x1p63;

    private final boolean isLong;

    private NumberShape(String name, boolean isLong, List<Constraint<? super Number>> constraints) {
        super(name, Number.class, constraints);
        this.isLong = isLong;
    }

    static NumberShape ofIntegers(String name, List<Constraint<? super Number>> constraints) {
        return new NumberShape(name, false, constraints);
    }

    static NumberShape ofLongs(String name, List<Constraint<? super Number>> constraints) {
        return new NumberShape(name, true, constraints);
    }

    boolean isLong() {
        return isLong;
    }

    @Override
    Number read(JsonParser parser, JsonToken token) throws IOException, WireException {
        if (!token.isNumeric()) {
            throw wrongType(token);
        }
        long number = token == JsonToken.VALUE_NUMBER_INT ? whole(parser) : truncated(parser);
        if (isLong) {
            return number;
        }
        if ((int) number != number) {
            throw wrongType(token);
        }
        return (int) number;
    }

    private long whole(JsonParser parser) throws IOException, WireException {
        if (parser.getNumberType() == NumberType.BIG_INTEGER) {
            throw wrongType(JsonToken.VALUE_NUMBER_INT);
        }
        return parser.getLongValue();
    }

    /** Goes by way of a double, so that an exponent costs nothing however large it is. */
    private long truncated(JsonParser parser) throws IOException, WireException {
        double number = parser.getDoubleValue();
        if (number >= TWO_TO_THE_63 || number < -TWO_TO_THE_63) {
            throw wrongType(JsonToken.VALUE_NUMBER_FLOAT);
        }
        return (long) number;
    }

    private WireException wrongType(JsonToken token) {
        return WireJson.wrongType(token, isLong ? "a Long" : "an Integer");
    }

    @Override
    void write(Object value, JsonGenerator generator) throws IOException {
        generator.writeNumber(((Number) value).longValue());
    }
}
