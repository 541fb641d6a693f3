import com.healthmarketscience.jackcess.Column;
import com.healthmarketscience.jackcess.ColumnBuilder;
import com.healthmarketscience.jackcess.DataType;
import com.healthmarketscience.jackcess.Database;
import com.healthmarketscience.jackcess.DatabaseBuilder;
import com.healthmarketscience.jackcess.IndexBuilder;
import com.healthmarketscience.jackcess.Row;
import com.healthmarketscience.jackcess.Table;
import com.healthmarketscience.jackcess.TableBuilder;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

/**
 * Makes, reads and appends to Access files with Jackcess. setup/jackcess.py compiles and runs it.
 *
 *   make VERSION FILE   an empty file of V2007 or V2010; on standard input a line for each column: table, column, type,
 *                       characters (of texts), tabs between. Types are those of Jackcess; KEY makes a primary key on the
 *                       column of that name, AUTO a numbering one, PLAIN a text that is not compressed.
 *   read FILE           every cell: a line "= table, columns…" for each table, then a line for each row, tabs between.
 *                       A blank is ~, a text begins with T, a number with N, a moment with D.
 *   append FILE         adds rows: a line for each, its table and its values in the form that "read" prints.
 */
public class AccessFile {
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "make": make(arguments[1], new File(arguments[2])); break;
            case "read": read(new File(arguments[1])); break;
            case "append": append(new File(arguments[1])); break;
            default: throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void make(String version, File file) throws Exception {
        Map<String, TableBuilder> tables = new LinkedHashMap<>();
        for (String line : input()) {
            String[] part = line.split("\t", -1);
            String characters = part.length > 3 ? part[3] : "";
            describe(tables.computeIfAbsent(part[0], TableBuilder::new), part[1], part[2], characters);
        }
        try (Database database = DatabaseBuilder.create(Database.FileFormat.valueOf(version), file)) {
            for (TableBuilder table : tables.values()) {
                table.toTable(database);
            }
        }
    }

    private static void describe(TableBuilder table, String column, String type, String characters) throws Exception {
        if (type.equals("KEY")) {
            table.addIndex(new IndexBuilder(IndexBuilder.PRIMARY_KEY_NAME).addColumns(column).setPrimaryKey());
            return;
        }
        boolean text = type.equals("TEXT") || type.equals("PLAIN");
        DataType known = text ? DataType.TEXT : type.equals("AUTO") ? DataType.LONG : DataType.valueOf(type);
        ColumnBuilder made = new ColumnBuilder(column, known).setCompressedUnicode(type.equals("TEXT"));
        if (text) {
            made.setLengthInUnits(Integer.parseInt(characters));
        }
        table.addColumn(made.setAutoNumber(type.equals("AUTO")));
    }

    private static void read(File file) throws Exception {
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8");
        try (Database database = new DatabaseBuilder(file).setReadOnly(true).open()) {
            database.setTimeZone(UTC);
            for (String name : database.getTableNames()) {
                Table table = database.getTable(name);
                List<String> cells = new ArrayList<>(List.of("= " + name));
                for (Column column : table.getColumns()) {
                    cells.add(column.getName());
                }
                out.print(String.join("\t", cells) + "\n");
                for (Row row : table) {
                    cells.clear();
                    for (Column column : table.getColumns()) {
                        cells.add(written(row.get(column.getName())));
                    }
                    out.print(String.join("\t", cells) + "\n");
                }
            }
        }
        out.flush();
    }

    private static void append(File file) throws Exception {
        try (Database database = DatabaseBuilder.open(file)) {
            database.setTimeZone(UTC);
            for (String line : input()) {
                String[] part = line.split("\t", -1);
                Object[] values = new Object[part.length - 1];
                for (int at = 0; at < values.length; at++) {
                    values[at] = value(part[at + 1]);
                }
                database.getTable(part[0]).addRow(values);
            }
        }
    }

    private static String written(Object value) {
        if (value == null) {
            return "~";
        }
        if (value instanceof Date) {
            return "D" + Instant.ofEpochMilli(((Date) value).getTime());
        }
        if (value instanceof Number) {
            return "N" + value;
        }
        String text = value.toString().replace("\\", "\\\\").replace("\t", "\\t");
        return "T" + text.replace("\n", "\\n").replace("\r", "\\r");
    }

    private static Object value(String written) {
        String rest = written.substring(1);
        switch (written.charAt(0)) {
            case 'D': return Date.from(Instant.parse(rest));
            case 'N': return Integer.valueOf(rest);
            case 'T': return rest;
            default: return null;
        }
    }

    private static List<String> input() throws Exception {
        List<String> lines = new ArrayList<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
        }
        return lines;
    }
}
