using System.Text;
using Npgsql;
using Seawall.Postgres.Sql;
using Seawall.Testing;

namespace Seawall.Postgres.Tests.Server;

/// <summary>
/// The server is the oracle: EXPLAIN in a transaction locks every relation the statement names, writers more strongly, and a read-only
/// transaction refuses what changes something.
/// </summary>
public sealed class AnalyzerAgainstServerTests
{
    private static readonly string[] s_statements =
    [
        "select * from a",
        "select * from only a x, shop.b y",
        "select * from a join b using (id) left join c on c.id = b.id, d",
        "select * from (a join b using (id)) x, (select 1 from c) y",
        "select * from a, lateral (select * from b where b.id = a.id) s, generate_series(1, 2) g",
        "select extract(year from d), substring(s from 1 for 2), trim(both 'x' from s), overlay(s placing s from 3) from a",
        "select id is distinct from n, s is not distinct from 'x' from a",
        "select (select max(id) from b) from a where exists (select 1 from c) and id in (select id from d)",
        "select 1 as from, a.s as select from a",
        "select id from a group by id having count(*) > 1 order by id, 1 limit 1 offset 2",
        "select sum(n) over w from a window w as (partition by id), w2 as (order by n)",
        "select id from a union all select id from b except (select id from c) order by 1",
        "(select id from a) union (select id from b)",
        "table a",
        "values (1, (select n from a limit 1))",
        "with x as (select * from a) select * from x, b",
        "with a as (select * from a) select * from a",
        "with recursive x(i) as (select 1 union all select i + 1 from x, a where i < 3) select * from x",
        "with recursive p as (select * from q), q as (select 1) select * from p",
        "with x(i) as materialized (select 1), y as not materialized (select i from x, b) select * from y",
        "select * from (with x as (select 1) select * from x) s, c",
        "select * from a tablesample bernoulli (10) repeatable (1), b",
        "select * from rows from (generate_series(1, 2), generate_series(1, 3)) r, a",
        "select * from json_to_recordset('[]') as x(id int, b text), a",
        "select * from a where s = 'from b' /* from b */ and s = $$ from c $$ -- from d\n",
        "select * from \"Quoted\".\"Table\"",
        "select e'\\'', u&'\\0041', 'x''y' from a where s like e'%\\\\' and n = any(array[1,2])",
        "select id from a order by id fetch first 5 rows only",
        "insert into a (id, n) values (1, 2), (3, 4) on conflict (id) do update set n = 1, s = 'x' returning id, n",
        "insert into a select * from b",
        "insert into a as t (id) (select id from b)",
        "insert into a (id) with x as (select id from b) select id from x",
        "insert into a (id) select o.i from unnest(array[1]) with ordinality o(i, k) cross join (select 1) q on conflict do nothing",
        "update only a x set n = y.n, s = 'x' from b y, c where x.id = y.id",
        "update a set n = (select n from b limit 1) where s is distinct from 'x'",
        "delete from a x using b, c join d using (id) where x.id = b.id returning x.id",
        "with gone as (delete from a returning *) insert into b select * from gone",
        "with x as (select id from b) update a set n = 1 from x where a.id = x.id",
        "merge into a t using (select * from b) q on t.id = q.id when matched then update set n = 1, s = 'x' when not matched then insert (id, n) values (1, 2)",
        "select * from a for update",
        "select * from a, b for no key update of a skip locked",
        "select * from a where id = (select id from b for share limit 1)",
        "select nextval('seq')",
        "select setval('seq', 7)",
    ];

    // A read-only transaction lets these pass (large objects up to PostgreSQL 15), though they lock, wake others or store something.
    private static readonly string[] s_allowedWhenReadOnly = ["select pg_advisory_xact_lock(1)", "select pg_notify('a', 'b')", "select lo_creat(-1)"];

    private readonly StatementAnalyzer _analyzer = new();

    [Fact]
    public async Task Tables_and_writes_are_those_the_server_locks()
    {
        await using NpgsqlConnection connection = await ConnectAsync();
        foreach (string sql in s_statements)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await RunAsync(connection, "explain " + sql);
            SortedSet<string> locked = await LockedAsync(connection);
            await transaction.RollbackAsync();
            Assert.Equal((sql, string.Join(" ", locked)), (sql, string.Join(" ", Named(sql))));
        }
    }

    [Fact]
    public async Task What_is_called_read_only_is_taken_in_a_read_only_transaction_and_the_rest_is_refused()
    {
        await using NpgsqlConnection connection = await ConnectAsync();
        foreach (string sql in s_statements.Concat(s_allowedWhenReadOnly))
        {
            _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
            Assert.False(_analyzer.IsReadOnly && s_allowedWhenReadOnly.Contains(sql), sql);
            bool expected = _analyzer.IsReadOnly || s_allowedWhenReadOnly.Contains(sql);
            await RunAsync(connection, "begin read only");
            string? refused = await StateOfAsync(connection, sql);
            await RunAsync(connection, "rollback");
            Assert.True(expected ? refused is not "25006" and not "42601" : refused is "25006", $"{sql}: read-only is {_analyzer.IsReadOnly}, the server answered {refused ?? "well"}");
        }
    }

    private SortedSet<string> Named(string sql)
    {
        _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        var named = new SortedSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < _analyzer.TableCount; i++)
        {
            string table = Encoding.UTF8.GetString(_analyzer.Table(i)).Replace("\"", "", StringComparison.Ordinal);
            named.Add((_analyzer.TableIsWritten(i) ? "!" : "") + table[(table.LastIndexOf('.') + 1)..]);
        }

        return named;
    }

    private static async Task<NpgsqlConnection> ConnectAsync()
    {
        PrivatePostgres server = await PrivatePostgres.SharedAsync();
        var connection = new NpgsqlConnection(await server.CreateDatabaseAsync("analyzer"));
        await connection.OpenAsync();
        await RunAsync(connection, """
            create schema shop; create schema "Quoted"; create sequence seq;
            create table a (id int primary key, n int, s text, d date); create table c (like a); create table d (like a);
            create table shop.b (id int, n int, s text, d date); create table "Quoted"."Table" (id int);
            set search_path = public, shop
            """);
        return connection;
    }

    private static async Task<SortedSet<string>> LockedAsync(NpgsqlConnection connection)
    {
        const string Sql = """
            select c.relname, bool_or(l.mode = 'RowExclusiveLock') from pg_locks l join pg_class c on c.oid = l.relation
            where l.pid = pg_backend_pid() and l.locktype = 'relation' and c.relkind = 'r' and c.relnamespace <> 'pg_catalog'::regnamespace group by 1
            """;
        var locked = new SortedSet<string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(Sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            locked.Add((reader.GetBoolean(1) ? "!" : "") + reader.GetString(0));
        return locked;
    }

    private static async Task<string?> StateOfAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await RunAsync(connection, sql);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        await command.ExecuteNonQueryAsync();
    }
}
