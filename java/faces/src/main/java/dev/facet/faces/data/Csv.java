package dev.facet.faces.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables in text: fields between commas, semicolons or tabs, which of them the first line decides. A field may stand in
 * double quotes, with {@code ""} for a quote inside of it (RFC 4180); it may not go on in the next line.
 */
public final class Csv {

    /**
     * A line of the table.
     *
     * @param line where it stands, from 1
     * @param fields without quotes and without blanks around them
     */
    public record Row(int line, List<String> fields) {}

    private Csv() {}

    /**
     * All lines that are not blank.
     *
     * @param file what errors call the table
     * @throws dev.facet.faces.FaceDataException naming the line whose quotes are wrong
     */
    public static List<Row> parse(Path file, List<String> lines) {
        List<Row> rows = new ArrayList<>();
        char separator = 0;
        for (int n = 0; n < lines.size(); n++) {
            if (lines.get(n).isBlank()) {
                continue;
            }
            separator = separator == 0 ? separator(lines.get(n)) : separator;
            rows.add(new Row(n + 1, fields(lines.get(n), separator, file, n + 1)));
        }
        return rows;
    }

    static char separator(String line) {
        for (char c : new char[] {'\t', ',', ';'}) {
            if (line.indexOf(c) >= 0) {
                return c;
            }
        }
        return ',';
    }

    static List<String> fields(String line, char separator, Path file, int number) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            int start = at;
            while (start < line.length() && line.charAt(start) == ' ') {
                start++;
            }
            if (start < line.length() && line.charAt(start) == '"') {
                StringBuilder field = new StringBuilder();
                at = quoted(line, start + 1, field, file, number);
                while (at < line.length() && line.charAt(at) == ' ') {
                    at++;
                }
                if (at < line.length() && line.charAt(at) != separator) {
                    throw Listing.bad(file, number, "text follows a closing quote: \"" + line + "\"");
                }
                fields.add(field.toString());
            } else {
                int end = line.indexOf(separator, at);
                end = end < 0 ? line.length() : end;
                fields.add(line.substring(at, end).trim());
                at = end;
            }
            at++;
        }
        return fields;
    }

    /** Appends what is in quotes; where the line goes on behind the closing one. */
    private static int quoted(String line, int from, StringBuilder field, Path file, int number) {
        for (int i = from; i < line.length(); i++) {
            if (line.charAt(i) != '"') {
                field.append(line.charAt(i));
            } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else {
                return i + 1;
            }
        }
        throw Listing.bad(file, number, "a quote is not closed");
    }
}
