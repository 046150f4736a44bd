package pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tables as DuckDB reads them through the README's views, each by its name; {@code …_files} has the rows as they lie there. */
final class Tables implements AutoCloseable {

    static final List<String> NAMES = List.of("blocks", "transactions", "inputs", "outputs");

    private final Path directory;
    private final Connection connection;

    /** @param directory of all tables, with a day in each at least */
    Tables(Path directory) {
        this.directory = directory;
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
            for (String table : NAMES) {
                String days = table.equals("blocks") ? "" : " where date in (select date from blocks)";
                run("create view " + table + "_files as select * from read_parquet('" + directory + "/" + table
                        + "/*/*.parquet', hive_partitioning = true)");
                run("create view " + table + " as select * from " + table + "_files" + days);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Type of each column by its name. */
    Map<String, String> columns(String table) {
        Map<String, String> columns = new TreeMap<>();
        rows("describe " + table).forEach(row -> columns.put((String) row.get(0), (String) row.get(1)));
        return columns;
    }

    /** Which blocks each file says it is made of, by its path. */
    Map<String, Object> marks() {
        Map<String, Object> marks = new TreeMap<>();
        rows("select file_name, decode(value) from parquet_kv_metadata('" + directory + "/*/*/*.parquet')"
                        + " where decode(key) = 'bitcoin.block-hashes.sha256'")
                .forEach(row -> marks.put(
                        directory.relativize(Path.of((String) row.get(0))).toString(), row.get(1)));
        return marks;
    }

    Object value(String sql) {
        return rows(sql).get(0).get(0);
    }

    /** The rows by their first column. */
    Map<Object, List<Object>> rowsByKey(String sql) {
        Map<Object, List<Object>> rows = new TreeMap<>();
        rows(sql).forEach(row -> rows.put(row.get(0), row.subList(1, row.size())));
        return rows;
    }

    List<List<Object>> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(result.getObject(column));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Every file there, by its path. */
    List<String> files() {
        return files(directory);
    }

    /** Every file below a directory, by its path; none where it is not there. */
    static List<String> files(Path directory) {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SHA-256 of every file below a directory, by its path. */
    static Map<String, String> digests(Path directory) {
        Map<String, String> digests = new TreeMap<>();
        for (String file : files(directory)) {
            try {
                byte[] bytes = Files.readAllBytes(directory.resolve(file));
                digests.put(
                        file,
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            } catch (IOException | NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
        return digests;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
