package dev.berth.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Splits a command line into words, as a shell does with quotes and without variables or escapes. */
final class Words {
    private Words() {}

    /**
     * The words of a command line. Single and double quotes keep blanks together.
     *
     * @throws IOException if a quote is not closed
     */
    static List<String> of(String line) throws IOException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (quote != 0) {
                quote = endOfQuote(word, letter, quote);
            } else if (letter == '\'' || letter == '"') {
                quote = letter;
                inWord = true;
            } else if (!Character.isWhitespace(letter)) {
                word.append(letter);
                inWord = true;
            } else if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
        }
        if (quote != 0) {
            throw new IOException("a quote is not closed: " + line);
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    private static char endOfQuote(StringBuilder word, char letter, char quote) {
        if (letter == quote) {
            return 0;
        }
        word.append(letter);
        return quote;
    }
}
