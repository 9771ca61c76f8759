// Asks a server through PostgreSQL's JDBC driver, with libpq's PG... variables
// set.  What is read and printed is told in README.md.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class Jdbc {
    static final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    static Connection connect(String... options) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", System.getenv("PGUSER"));
        properties.setProperty("password", System.getenv("PGPASSWORD"));
        for (int i = 0; i < options.length; i += 2)
            properties.setProperty(options[i], options[i + 1]);
        return DriverManager.getConnection(
            "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT")
                + "/" + System.getenv("PGDATABASE"), properties);
    }

    // The driver reads a type that it does not know in binary form when told
    // to, by its OID, and from the first execution on.
    static Connection connectForBinary(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("SELECT 'score_tally'::regtype::oid")) {
            rows.next();
            return connect("binaryTransferEnable", rows.getString(1), "prepareThreshold", "-1");
        }
    }

    static String hex(byte[] bytes) {
        return String.format("%0" + 2 * bytes.length + "x", new BigInteger(1, bytes));
    }

    static String printed(Object value) {
        if (value == null)
            return "\\N";
        if (value instanceof byte[])
            return hex((byte[]) value);
        if (value instanceof BigDecimal)
            return ((BigDecimal) value).toPlainString();
        return value.toString();
    }

    static void printRow(Object... values) {
        List<String> fields = new ArrayList<>();
        for (Object value : values)
            fields.add(printed(value));
        out.println(String.join("\t", fields));
    }

    static void answer(Connection connection, String[] question) throws SQLException {
        boolean binary = question[0].equals("binary");
        try (PreparedStatement statement = connection.prepareStatement(question[1].replace("$1", "?"))) {
            for (int i = 2; i < question.length; i++)
                statement.setObject(i - 1, question[i], Types.OTHER);
            try (ResultSet rows = statement.executeQuery()) {
                Object[] row = new Object[rows.getMetaData().getColumnCount()];
                while (rows.next()) {
                    for (int i = 0; i < row.length; i++)
                        row[i] = binary ? rows.getBytes(i + 1) : rows.getObject(i + 1);
                    printRow(row);
                }
            }
        }
    }

    static void printError(PSQLException error) {
        ServerErrorMessage server = error.getServerErrorMessage();
        printRow("ERROR", error.getSQLState(), server.getMessage(), server.getHint());
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        try (Connection connection = connect(); Connection forBinary = connectForBinary(connection)) {
            for (String line; (line = in.readLine()) != null; out.println(".")) {
                String[] question = line.split("\t");
                try {
                    answer(question[0].equals("binary") ? forBinary : connection, question);
                } catch (PSQLException error) {
                    printError(error);
                }
            }
        }
    }
}
