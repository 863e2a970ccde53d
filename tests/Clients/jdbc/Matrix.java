import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGStatement;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The client matrix with pgjdbc. Prints what a client sees, the same on every run. Address in PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE. */
public final class Matrix {
    private interface Work {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        System.setOut(new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8));
        try (Connection db = connect()) {
            parameters(db);
            types(db);
            statements(db);
            batches(db);
            transactions(db);
            serverErrors(db);
            copies(db);
            large(db);
            cursors(db);
            notifications();
            cancels(db);
        }
        modes();
        crowd();
        refusals();
        System.out.println("done");
    }

    private static Connection connect(String... more) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", System.getenv("PGUSER"));
        properties.put("password", System.getenv("PGPASSWORD"));
        properties.put("ApplicationName", "matrix");
        properties.put("sslmode", System.getenv("PGSSLMODE"));
        String database = System.getenv("PGDATABASE");
        for (int i = 0; i < more.length; i += 2) {
            if (more[i].equals("database")) {
                database = more[i + 1];
            } else {
                properties.put(more[i], more[i + 1]);
            }
        }
        return DriverManager.getConnection("jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + database, properties);
    }

    private static void show(String title, Object value) {
        System.out.println(title + ": " + (value instanceof Object[] array ? Arrays.deepToString(array) : value));
    }

    private static String digest(byte[] bytes) throws Exception {
        return bytes.length + " bytes " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)).substring(0, 16);
    }

    private static void fails(String title, Work work) throws Exception {
        try {
            work.run();
            show(title, "succeeded");
        } catch (PSQLException error) {
            ServerErrorMessage server = error.getServerErrorMessage();
            show(title, error.getSQLState() + " " + error.getMessage().replace('\n', ' ')
                + (server == null ? "" : " | " + server.getSeverity() + " detail " + server.getDetail() + " hint " + server.getHint() + " position " + server.getPosition()
                    + " constraint " + server.getConstraint() + " table " + server.getTable()));
        } catch (BatchUpdateException error) {
            show(title, error.getSQLState() + " " + Arrays.toString(error.getUpdateCounts()) + " " + error.getNextException().getMessage());
        } catch (SQLException error) {
            show(title, error.getClass().getSimpleName() + " " + error.getSQLState() + " " + error.getMessage());
        }
    }

    private static String row(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return rows(result).toString();
        }
    }

    private static List<List<Object>> rows(ResultSet result) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        while (result.next()) {
            List<Object> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getString(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static void parameters(Connection db) throws Exception {
        show("parameters", new TreeMap<>(db.unwrap(PGConnection.class).getParameterStatuses()));
        show("product", db.getMetaData().getDatabaseProductVersion() + " " + db.getMetaData().getUserName());
        try (Statement statement = db.createStatement()) {
            show("session", row(statement, "select current_setting('application_name'), current_setting('client_encoding'), current_setting('extra_float_digits')"));
            db.setClientInfo("ApplicationName", "renamed");
            show("renamed", db.unwrap(PGConnection.class).getParameterStatus("application_name"));
        }
        try (ResultSet tables = db.getMetaData().getTables(null, "pg_catalog", "pg_cl%", null)) {
            show("metadata", rows(tables));
        }
    }

    private static void types(Connection db) throws Exception {
        Object[][] values = {
            {"int", 2147483647}, {"int", -1}, {"bigint", Long.MAX_VALUE}, {"smallint", (short) -32768}, {"numeric", new java.math.BigDecimal("123456789012345678901234567890.123456789")},
            {"float8", 1.5e300}, {"float4", 0.1f}, {"boolean", true}, {"text", "中文 ünï 🎉 'quoted' \\ \"double\" $1 ?"}, {"text", ""},
            {"timestamptz", OffsetDateTime.parse("2026-11-11T00:00:00.123456+08:00")}, {"date", LocalDate.of(2024, 2, 29)}, {"text", null},
            {"int[]", db.createArrayOf("int4", new Integer[] {1, 2, null, 4})}, {"text[]", db.createArrayOf("text", new String[] {"a,b", "{c}", "\"d\"", "NULL", "中"})},
            {"uuid", java.util.UUID.fromString("6ecd8c99-4036-403d-bf84-cf8400f67836")},
        };
        for (Object[] value : values) {
            try (PreparedStatement statement = db.prepareStatement("select ?::" + value[0] + " as v, pg_typeof(?::" + value[0] + ")::text")) {
                // From the fifth use on the driver names the statement on the server and asks for binary results.
                for (int i = 0; i < 7; i++) {
                    statement.setObject(1, value[1]);
                    statement.setObject(2, value[1]);
                    try (ResultSet result = statement.executeQuery()) {
                        ResultSetMetaData columns = result.getMetaData();
                        String line = columns.getColumnTypeName(1) + " " + columns.getColumnClassName(1) + " " + rows(result);
                        if (i == 0 || i == 6) {
                            show((String) value[0], line);
                        }
                    }
                }
            }
        }
        try (PreparedStatement statement = db.prepareStatement("select ?::json, ?::jsonb, ?::bytea")) {
            byte[] bytes = new byte[256];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
            statement.setString(1, "{\"a\": [1, null, \"ü\"]}");
            statement.setObject(2, "{\"b\": 1, \"a\": 2}", Types.OTHER);
            statement.setBytes(3, bytes);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                show("json", result.getString(1) + " " + result.getObject(2) + " " + Arrays.equals(bytes, result.getBytes(3)));
            }
        }
        try (Statement statement = db.createStatement()) {
            boolean more = statement.execute("select 1; create temp table made(a int); insert into made values (1), (2); select a from made");
            List<Object> seen = new ArrayList<>();
            while (more || statement.getUpdateCount() != -1) {
                seen.add(more ? rows(statement.getResultSet()) : statement.getUpdateCount());
                more = statement.getMoreResults();
            }
            show("several", seen);
            show("empty", statement.execute(""));
        }
    }

    private static void statements(Connection db) throws Exception {
        try (PreparedStatement twice = db.prepareStatement("select ?::int * 2, ? || '!'")) {
            twice.unwrap(PGStatement.class).setPrepareThreshold(2);
            for (int i = 0; i < 6; i++) {
                twice.setInt(1, i);
                twice.setString(2, "v" + i);
                try (ResultSet result = twice.executeQuery()) {
                    show("prepared " + twice.unwrap(PGStatement.class).isUseServerPrepare(), rows(result));
                }
            }
        }
        try (Statement statement = db.createStatement()) {
            statement.execute("create temp table shape(a int)");
            statement.execute("insert into shape values (1)");
            try (PreparedStatement all = db.prepareStatement("select * from shape")) {
                for (int i = 0; i < 8; i++) {
                    all.executeQuery().close();
                }
                statement.execute("alter table shape add column b text default 'new'");
                fails("changed plan", () -> show("columns", rows(all.executeQuery())));
            }
        }
    }

    private static void batches(Connection db) throws Exception {
        try (Statement statement = db.createStatement()) {
            statement.execute("create temp table batch(a int primary key, b text)");
        }
        try (PreparedStatement add = db.prepareStatement("insert into batch values (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < 500; i++) {
                add.setInt(1, i);
                add.setString(2, "row " + i);
                add.addBatch();
            }
            show("batch", Arrays.stream(add.executeBatch()).sum());
            show("keys", rows(add.getGeneratedKeys()).size());
            for (int i = 498; i < 503; i++) {
                add.setInt(1, i);
                add.setString(2, "twice");
                add.addBatch();
            }
            fails("failing batch", add::executeBatch);
        }
        try (Statement statement = db.createStatement()) {
            statement.addBatch("update batch set b = '' where a < 3");
            statement.addBatch("delete from batch where a = 7");
            show("mixed", Arrays.toString(statement.executeBatch()));
            show("sum", row(statement, "select count(*), sum(a), md5(string_agg(b, ',' order by a)) from batch"));
        }
    }

    private static void transactions(Connection db) throws Exception {
        db.setAutoCommit(false);
        try (Statement statement = db.createStatement()) {
            Savepoint here = db.setSavepoint("here");
            fails("duplicate", () -> statement.executeUpdate("insert into batch values (1, 'again')"));
            fails("in failed", () -> statement.executeQuery("select 1"));
            db.rollback(here);
            statement.executeUpdate("delete from batch");
            show("inside", row(statement, "select count(*) from batch"));
            db.rollback();
            show("after", row(statement, "select count(*) from batch"));
            fails("division", () -> statement.executeQuery("select 1/0"));
            fails("commit of failed", db::commit);
            db.rollback();
            db.setReadOnly(true);
            db.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            fails("read only", () -> statement.execute("create table never(a int)"));
            db.rollback();
            db.setReadOnly(false);
            db.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        db.setAutoCommit(true);
    }

    private static void serverErrors(Connection db) throws Exception {
        String[][] all = {
            {"syntax", "selec 1"}, {"no table", "select * from nowhere"}, {"type", "select 'x'::int"}, {"several", "select 1; select 1/0; select 3"},
            {"check", "create temp table c(a int check (a > 0)); insert into c values (-1)"},
            {"raised", "do $$ begin raise exception 'own %', 7 using errcode = 'SW001', detail = 'd', hint = 'h'; end $$"},
        };
        try (Statement statement = db.createStatement()) {
            for (String[] one : all) {
                fails(one[0], () -> statement.execute(one[1]));
            }
            statement.execute("do $$ begin raise notice 'n %', 1; raise warning 'w'; end $$");
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                show("notice", warning.getSQLState() + " " + warning.getMessage());
            }
        }
    }

    private static void copies(Connection db) throws Exception {
        var copy = db.unwrap(PGConnection.class).getCopyAPI();
        try (Statement statement = db.createStatement()) {
            statement.execute("create temp table copied(a int, b text)");
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 20000; i++) {
                lines.append(i).append(",\"row, ").append(i).append(" ü\"\n");
            }
            show("copied in", copy.copyIn("copy copied from stdin (format csv)", new StringReader(lines.toString())));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            copy.copyOut("copy copied to stdout (format binary)", out);
            show("copied out", digest(out.toByteArray()));
            fails("bad copy", () -> copy.copyIn("copy copied from stdin", new ByteArrayInputStream("1\tx\nnot a number\ty\n".getBytes(StandardCharsets.UTF_8))));
            var given = copy.copyIn("copy copied from stdin");
            given.writeToCopy("1\tx\n".getBytes(StandardCharsets.UTF_8), 0, 4);
            given.cancelCopy();
            show("then", row(statement, "select count(*) from copied"));
        }
    }

    private static void large(Connection db) throws Exception {
        byte[] data = new byte[8 << 20];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7 % 251);
        }
        try (PreparedStatement statement = db.prepareStatement("select ?::bytea, length(?::text)")) {
            statement.setBytes(1, data);
            statement.setString(2, "ü".repeat(1_000_000));
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                byte[] back = result.getBytes(1);
                show("8 MB", Arrays.equals(data, back) + " " + digest(back) + " " + result.getInt(2));
            }
        }
        db.setAutoCommit(false);
        LargeObjectManager objects = db.unwrap(PGConnection.class).getLargeObjectAPI();
        long number = objects.createLO(LargeObjectManager.READWRITE);
        try (LargeObject object = objects.open(number)) {
            object.write(data, 0, 300000);
            object.seek(0);
            show("large object", digest(object.read(300000)));
        }
        db.rollback();
        db.setAutoCommit(true);
    }

    private static void cursors(Connection db) throws Exception {
        db.setAutoCommit(false);
        try (PreparedStatement statement = db.prepareStatement("select n, n * n from generate_series(1, ?) n")) {
            statement.setFetchSize(77);
            statement.setInt(1, 1000);
            long sum = 0;
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    sum += result.getLong(1) + result.getLong(2);
                }
            }
            show("fetch size", sum);
            statement.setInt(1, 100000);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                show("left early", result.getInt(1));
            }
            statement.setMaxRows(5);
            statement.setFetchSize(0);
            show("max rows", rows(statement.executeQuery()).size());
        }
        db.commit();
        db.setAutoCommit(true);
    }

    private static void notifications() throws Exception {
        try (Connection listening = connect(); Connection talking = connect(); Statement listen = listening.createStatement(); Statement talk = talking.createStatement()) {
            listen.execute("listen matrix_jdbc");
            talk.execute("notify matrix_jdbc, 'one'");
            talk.execute("select pg_notify('matrix_jdbc', 'zwei ü')");
            int pid = talking.unwrap(PGConnection.class).getBackendPID();
            int heard = 0;
            while (heard < 2) {
                for (PGNotification note : listening.unwrap(PGConnection.class).getNotifications(20000)) {
                    show("heard", note.getName() + " " + note.getParameter() + " " + (note.getPID() == pid));
                    heard++;
                }
            }
        }
    }

    private static void cancels(Connection db) throws Exception {
        int pid = db.unwrap(PGConnection.class).getBackendPID();
        try (Connection watching = connect(); Statement watch = watching.createStatement(); Statement sleep = db.createStatement()) {
            Thread canceller = new Thread(() -> {
                try {
                    while (row(watch, "select 1 from pg_stat_activity where wait_event = 'PgSleep' and pid = " + pid).equals("[]")) {
                        Thread.onSpinWait();
                    }
                    sleep.cancel();
                } catch (SQLException error) {
                    show("cancel", error.getMessage());
                }
            });
            canceller.start();
            fails("cancelled", () -> sleep.executeQuery("select pg_sleep(30)"));
            canceller.join();
            sleep.execute("set statement_timeout = 50");
            fails("timed out", () -> sleep.executeQuery("select pg_sleep(30)"));
            sleep.execute("reset statement_timeout");
            sleep.setQueryTimeout(1);
            fails("query time-out", () -> sleep.executeQuery("select pg_sleep(30)"));
            sleep.setQueryTimeout(0);
            show("then", row(sleep, "select 'alive'"));
        }
    }

    private static void modes() throws Exception {
        for (String mode : new String[] {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"}) {
            try (Connection db = connect("preferQueryMode", mode, "reWriteBatchedInserts", "true", "binaryTransfer", "true"); Statement statement = db.createStatement()) {
                statement.execute("create temp table m(a int, b text)");
                try (PreparedStatement add = db.prepareStatement("insert into m values (?, ?)")) {
                    for (int i = 0; i < 100; i++) {
                        add.setInt(1, i);
                        add.setString(2, "it's " + i);
                        add.addBatch();
                    }
                    add.executeBatch();
                }
                show(mode, row(statement, "select count(*), sum(a), md5(string_agg(b, ',' order by a)) from m"));
                fails(mode + " error", () -> statement.executeQuery("select 1/0"));
            }
        }
    }

    private static void crowd() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        List<Future<String>> results = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            int own = n;
            results.add(threads.submit((Callable<String>) () -> {
                try (Connection db = connect("ApplicationName", "crowd " + own); Statement statement = db.createStatement()) {
                    statement.execute("create temp table mine(a int)");
                    try (PreparedStatement add = db.prepareStatement("insert into mine values (?)")) {
                        for (int i = 0; i < 20; i++) {
                            add.setInt(1, own * 1000 + i);
                            add.executeUpdate();
                        }
                    }
                    return row(statement, "select count(*), sum(a), current_setting('application_name') from mine");
                }
            }));
        }
        for (Future<String> result : results) {
            show("crowd", result.get());
        }
        threads.shutdown();
    }

    private static void refusals() throws Exception {
        fails("wrong password", () -> connect("password", "wrong").close());
        fails("no database", () -> connect("database", "nowhere").close());
        fails("no login", () -> connect("user", "nobody_there").close());
        try (Connection db = connect("options", "-c work_mem=7MB"); Statement statement = db.createStatement()) {
            show("options", row(statement, "select current_setting('work_mem')"));
        }
    }
}
