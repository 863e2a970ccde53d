"""The client matrix with psycopg2 (libpq). Prints what a client sees, the same on every run. Address in PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE."""
import datetime
import decimal
import hashlib
import io
import select
import threading

import psycopg2
import psycopg2.extras
from psycopg2 import errors, extensions


def connect(name="matrix"):
    return psycopg2.connect(application_name=name)


def show(title, value):
    print(f"{title}: {value}")


def digest(data):
    return f"{len(data)} bytes {hashlib.sha256(data).hexdigest()[:16]}"


def failure(title, error):
    show(title, f"{type(error).__name__} {error.pgcode} {error.diag.severity} {error.diag.message_primary} "
                f"| detail {error.diag.message_detail} | hint {error.diag.message_hint} | position {error.diag.statement_position} "
                f"| constraint {error.diag.constraint_name} | table {error.diag.table_name}")


def parameters(connection):
    for name in ("server_version", "server_encoding", "client_encoding", "integer_datetimes", "standard_conforming_strings",
                 "DateStyle", "IntervalStyle", "is_superuser", "session_authorization"):
        show(name, connection.get_parameter_status(name))
    show("protocol", connection.protocol_version)
    show("tls", connection.info.ssl_in_use)
    show("password used", connection.info.used_password)
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('application_name'), current_user, current_database()")
        show("session", cursor.fetchone())
        cursor.execute("set application_name = 'renamed'; set client_encoding = 'LATIN1'")
        cursor.execute("select 'äöü', current_setting('application_name')")
        show("latin1", cursor.fetchone())
        show("client_encoding now", connection.get_parameter_status("client_encoding"))
        show("application_name now", connection.get_parameter_status("application_name"))
        cursor.execute("reset client_encoding; set timezone = 'Asia/Shanghai'")
        show("TimeZone now", connection.get_parameter_status("TimeZone"))
    connection.commit()


VALUES = [
    ("int", 2147483647), ("int", -1), ("bigint", 9223372036854775807), ("smallint", -32768), ("numeric", decimal.Decimal("123456789012345678901234567890.123456789")),
    ("float8", 1.5e300), ("float8", float("inf")), ("boolean", True), ("text", "中文 ünï 🎉 'quoted' \\ \"double\" $1 %s"), ("text", ""), ("varchar", "x" * 300),
    ("bytea", bytes(range(256))), ("timestamptz", datetime.datetime(2026, 11, 11, 0, 0, 0, 123456, tzinfo=datetime.timezone.utc)),
    ("timestamp", datetime.datetime(1999, 12, 31, 23, 59, 59)), ("date", datetime.date(2024, 2, 29)), ("interval", datetime.timedelta(days=3, seconds=7)),
    ("int[]", [1, 2, None, 4]), ("text[]", ["a,b", "{c}", "\"d\"", "NULL", "中"]), ("int[][]", [[1, 2], [3, 4]]),
    ("json", psycopg2.extras.Json({"a": [1, None, "ü"]})), ("jsonb", psycopg2.extras.Json({"b": 1, "a": 2})), ("text", None), ("uuid", "6ecd8c99-4036-403d-bf84-cf8400f67836"),
    ("inet", "192.168.0.1/24"), ("int4range", "[1,10)"),
]


def types(connection):
    with connection.cursor() as cursor:
        for kind, value in VALUES:
            cursor.execute(f"select (%s)::{kind}, pg_typeof((%s)::{kind})::text", (value, value))
            row = cursor.fetchone()
            row = tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
            show(f"{kind} {cursor.description[0].type_code}", row)
        cursor.execute("select 1 as one, 'two' as \"Zwei\", null as none, generate_series(1, 3)")
        show("columns", [(c.name, c.type_code, c.internal_size) for c in cursor.description])
        show("rows", cursor.fetchall())
        cursor.execute("select 1; select 2, 3")
        show("last of several", cursor.fetchall())
    connection.commit()


def statements(connection):
    with connection.cursor() as cursor:
        cursor.execute("prepare twice(int, text) as select $1 * 2, $2 || '!'")
        show("prepared", [run(cursor, "execute twice(%s, %s)", (i, f"v{i}")) for i in range(5)])
        cursor.execute("deallocate twice")
        try:
            cursor.execute("execute twice(1, 'x')")
        except psycopg2.Error as error:
            failure("deallocated", error)
        connection.rollback()
        cursor.execute("create temp table batch(a int primary key, b text) on commit preserve rows")
        cursor.executemany("insert into batch values (%s, %s)", [(i, f"row {i}") for i in range(50)])
        show("executemany", cursor.rowcount)
        psycopg2.extras.execute_values(cursor, "insert into batch values %s", [(i, f"row {i}") for i in range(50, 500)], page_size=100)
        psycopg2.extras.execute_batch(cursor, "update batch set b = b || %s where a = %s", [("+", i) for i in range(120)], page_size=30)
        cursor.execute("select count(*), sum(a), md5(string_agg(b, ',' order by a)) from batch")
        show("batch", cursor.fetchone())
        cursor.execute("insert into batch values (1000, 'r') returning a, b")
        show("returning", (cursor.fetchone(), cursor.statusmessage))
        cursor.execute("update batch set b = '' where a < 10")
        show("tag", (cursor.rowcount, cursor.statusmessage))
        cursor.callproc("generate_series", (1, 3))
        show("callproc", cursor.fetchall())
    connection.commit()


def run(cursor, sql, values):
    cursor.execute(sql, values)
    return cursor.fetchone()


def transactions(connection):
    with connection.cursor() as cursor:
        show("status idle", connection.info.transaction_status)
        cursor.execute("delete from batch")
        show("status in", connection.info.transaction_status)
        cursor.execute("savepoint here")
        cursor.execute("insert into batch values (1, 'kept')")
        cursor.execute("savepoint there")
        try:
            cursor.execute("insert into batch values (1, 'again')")
        except errors.UniqueViolation as error:
            failure("duplicate", error)
        show("status failed", connection.info.transaction_status)
        try:
            cursor.execute("select 1")
        except psycopg2.Error as error:
            failure("in failed", error)
        cursor.execute("rollback to there")
        cursor.execute("select * from batch")
        show("after savepoint", cursor.fetchall())
    connection.rollback()
    with connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from batch")
        show("after rollback", cursor.fetchone())
    connection.set_session(isolation_level="SERIALIZABLE", readonly=True, deferrable=True)
    with connection.cursor() as cursor:
        try:
            cursor.execute("create table never(a int)")
        except psycopg2.Error as error:
            failure("read only", error)
    connection.rollback()
    connection.set_session(isolation_level="DEFAULT", readonly=False, deferrable=False)
    show("commit of failed", commit_of_failed(connection))


def commit_of_failed(connection):
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("begin")
        try:
            cursor.execute("select 1/0")
        except psycopg2.Error as error:
            failure("division", error)
        cursor.execute("commit")
        tag = cursor.statusmessage
    connection.autocommit = False
    return tag


def server_errors(connection):
    for title, sql in (
        ("syntax", "selec 1"), ("no table", "select * from nowhere"), ("no column", "select nothing from pg_class"), ("type", "select 'x'::int"),
        ("check", "create temp table c(a int check (a > 0)); insert into c values (-1)"), ("not null", "create temp table n(a int not null); insert into n values (null)"),
        ("raised", "do $$ begin raise exception 'own %', 7 using errcode = 'SW001', detail = 'd', hint = 'h'; end $$"), ("privilege", "set session authorization nobody_there"),
    ):
        with connection.cursor() as cursor:
            try:
                cursor.execute(sql)
            except psycopg2.Error as error:
                failure(title, error)
        connection.rollback()
    with connection.cursor() as cursor:
        cursor.execute("do $$ begin raise notice 'n %', 1; raise warning 'w'; end $$")
    connection.commit()
    show("notices", connection.notices)


def copy(connection):
    with connection.cursor() as cursor:
        cursor.execute("create temp table copied(a int, b text)")
        cursor.copy_expert("copy copied from stdin (format csv)", io.StringIO("".join(f"{i},\"row, {i} ü\"\n" for i in range(20000))))
        show("copied in", cursor.rowcount)
        out = io.BytesIO()
        cursor.copy_expert("copy copied to stdout (format binary)", out)
        show("copied out", digest(out.getvalue()))
        out = io.StringIO()
        cursor.copy_to(out, "copied", sep="|")
        show("text out", digest(out.getvalue().encode()))
    connection.commit()
    with connection.cursor() as cursor:
        try:
            cursor.copy_expert("copy copied from stdin", io.StringIO("1\tx\nnot a number\ty\n"))
        except psycopg2.Error as error:
            failure("bad copy", error)
            show("context", error.diag.context)
    connection.rollback()


def large(connection):
    data = bytes(i * 7 % 251 for i in range(1 << 16)) * 128
    with connection.cursor() as cursor:
        cursor.execute("select %s::bytea, length(%s)", (data, "ü" * 1_000_000))
        back, length = cursor.fetchone()
        show("8 MB", (bytes(back) == data, digest(bytes(back)), length))
        cursor.execute("select repeat('z', 1000) from generate_series(1, 8000)")
        show("8000 rows", digest("".join(r[0] for r in cursor.fetchall()).encode()))
        handle = connection.lobject(0, "wb")
        handle.write(data[:300000])
        number = handle.oid
        handle.close()
        show("large object", digest(connection.lobject(number, "rb").read()))
    connection.rollback()


def cursors(connection):
    with connection.cursor("walk") as cursor:
        cursor.itersize = 77
        cursor.execute("select n, n * n from generate_series(1, 1000) n")
        show("server cursor", sum(a + b for a, b in cursor))
    with connection.cursor("scroll", scrollable=True) as cursor:
        cursor.execute("select generate_series(1, 100)")
        cursor.scroll(50)
        first = cursor.fetchone()
        cursor.scroll(-10)
        show("scrolled", (first, cursor.fetchmany(3)))
    connection.commit()
    with connection.cursor("held", withhold=True) as cursor:
        cursor.execute("select generate_series(1, 5)")
        connection.commit()
        show("held", cursor.fetchall())
    connection.commit()


def notifications():
    listening, talking = connect(), connect()
    listening.autocommit = talking.autocommit = True
    listening.cursor().execute("listen matrix_psycopg2")
    talking.cursor().execute("notify matrix_psycopg2, 'one'; select pg_notify('matrix_psycopg2', 'zwei ü')")
    heard = []
    while len(heard) < 2:
        select.select([listening], [], [], 20)
        listening.poll()
        while listening.notifies:
            note = listening.notifies.pop(0)
            heard.append((note.channel, note.payload, note.pid == talking.info.backend_pid))
    show("heard", heard)
    listening.close()
    talking.close()


def cancels(connection):
    watching = connect()
    watching.autocommit = True

    def cancel():
        with watching.cursor() as cursor:
            while True:
                cursor.execute("select count(*) from pg_stat_activity where pid = %s and state = 'active' and wait_event = 'PgSleep'", (connection.info.backend_pid,))
                if cursor.fetchone()[0]:
                    break
        connection.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with connection.cursor() as cursor:
        try:
            cursor.execute("select pg_sleep(30)")
        except psycopg2.Error as error:
            failure("cancelled", error)
    thread.join()
    watching.close()
    connection.rollback()
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 50")
        try:
            cursor.execute("select pg_sleep(30)")
        except psycopg2.Error as error:
            failure("timed out", error)
    connection.rollback()
    with connection.cursor() as cursor:
        cursor.execute("select 'alive'")
        show("then", cursor.fetchone())
    connection.commit()


def asynchronous():
    connection = psycopg2.connect("", async_=1)
    wait(connection)
    cursor = connection.cursor()
    cursor.execute("select pg_sleep(0.01), 'async'")
    wait(connection)
    show("asynchronous", cursor.fetchone()[1])
    connection.close()


def wait(connection):
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        select.select([connection] if state == extensions.POLL_READ else [], [connection] if state == extensions.POLL_WRITE else [], [], 20)


def crowd():
    results = [None] * 12

    def work(n):
        own = connect(f"crowd {n}")
        with own.cursor() as cursor:
            cursor.execute("create temp table mine(a int)")
            for i in range(20):
                cursor.execute("insert into mine values (%s)", (n * 1000 + i,))
            cursor.execute("select count(*), sum(a), current_setting('application_name') from mine")
            results[n] = cursor.fetchone()
        own.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(results))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    show("crowd", results)


def refusals():
    for title, options in (("wrong password", {"password": "wrong"}), ("no database", {"dbname": "nowhere"}), ("no login", {"user": "nobody_there"}), ("bad option", {"options": "-c nothing.at_all"})):
        try:
            psycopg2.connect(**options)
            show(title, "connected")
        except psycopg2.OperationalError as error:
            show(title, str(error).split("FATAL:")[-1].strip())
    options = psycopg2.connect(options="-c work_mem=7MB -c search_path=pg_catalog")
    with options.cursor() as cursor:
        cursor.execute("select current_setting('work_mem'), current_setting('search_path')")
        show("options", cursor.fetchone())
    options.close()


def main():
    connection = connect()
    parameters(connection)
    types(connection)
    statements(connection)
    transactions(connection)
    server_errors(connection)
    copy(connection)
    large(connection)
    cursors(connection)
    notifications()
    cancels(connection)
    asynchronous()
    crowd()
    refusals()
    connection.close()
    print("done")


main()
