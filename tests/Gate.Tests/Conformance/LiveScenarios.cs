using Npgsql;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>What needs a second connection at the right moment: cancels, ends of sessions, a gate that serves something else.</summary>
internal static class LiveScenarios
{
    private const string Sleep = "select pg_sleep(600)";

    private static readonly (string Name, byte[] Script)[] _cancelled =
    [
        ("a query", Wire.Query(Sleep)),
        ("the second of three statements", Wire.Query($"select 1; {Sleep}; select 3")),
        ("a transaction", Wire.Query($"begin; {Sleep}")),
        ("a savepoint", Wire.Query($"begin; savepoint a; {Sleep}")),
        ("a pipeline", Wire.Join(Wire.Parse("", "select 1"), Wire.Bind("", ""), Wire.Execute(""), Wire.Parse("", Sleep), Wire.Bind("", ""), Wire.Execute(""), Wire.Parse("", "select 3"), Wire.Sync)),
        ("a named statement", Wire.Join(Wire.Parse("s", Sleep), Wire.Sync, Wire.Bind("p", "s"), Wire.Execute("p"), Wire.Sync)),
        ("what catches it", Wire.Query("do $$ begin perform pg_sleep(600); exception when query_canceled then raise notice 'caught'; end $$")),
        ("a call of a function by its id", Wire.FunctionCall(2626, "600")),
        ("a copy out", Wire.Query("copy (select pg_sleep(600)) to stdout")),
        ("a wait for a lock", Wire.Query("select pg_advisory_lock(4711)")),
    ];

    public static async Task RunAsync(ConformanceSite site, ConformanceReport report)
    {
        await using NpgsqlConnection observer = new(site.Postgres.ConnectionStringTo(site.Databases[0]) + ";Pooling=false");
        await observer.OpenAsync();
        foreach ((string name, byte[] script) in _cancelled)
            await OneAsync(site, report, $"cancel of {name}", port => CancelAsync(site, port, observer, script, true));
        await OneAsync(site, report, "cancel of an idle session", port => Task.FromResult(CancelIdle(site, port)));
        await OneAsync(site, report, "cancel with another's secret", port => CancelAsync(site, port, observer, Wire.Query("select 1, pg_sleep(0.2)"), false));
        await OneAsync(site, report, "an end by the administrator while idle", port => EndedAsync(site, port, observer, []));
        await OneAsync(site, report, "an end by the administrator in a query", port => EndedAsync(site, port, observer, Wire.Query(Sleep)));
        await OneAsync(site, report, "an end by the administrator in copy in", port => EndedAsync(site, port, observer, Wire.Query("copy sink from stdin")));
        foreach (string setting in (string[])["idle_session_timeout = 40", "idle_in_transaction_session_timeout = 40; begin"])
            await OneAsync(site, report, $"an end by {setting}", port => Task.FromResult(EndedAlone(site, port, Wire.Query($"set {setting}"))));
        await OneAsync(site, report, "an end by its own hand", port => Task.FromResult(EndedAlone(site, port, Wire.Query("select pg_terminate_backend(pg_backend_pid())"))));
        foreach (string database in (string[])["away", "other"])
        {
            Scenario start = new($"a gate that serves one database: {database}", [], Wire.Startup(("user", ConformanceSite.Trusted), ("database", database)));
            report.CountScenario();
            report.Compare(start.Name, "whole", Started(site.Postgres.Port, start), Started(site.Down.EndPoint.Port, start), explained: Explanations.Served);
        }
    }

    private static async Task OneAsync(ConformanceSite site, ConformanceReport report, string name, Func<int, Task<byte[]>> run)
    {
        report.CountScenario();
        Answer direct = new(await run(site.Postgres.Port), AnswerEnd.Closed);
        foreach ((string way, int port) in ((string, int)[])[("whole", site.Gate.EndPoint.Port), ("whole, portable", site.Portable.EndPoint.Port)])
        {
            report.CountScenarioRun();
            report.Compare(name, way, direct, new Answer(await run(port), AnswerEnd.Closed));
        }
    }

    private static async Task<byte[]> CancelAsync(ConformanceSite site, int port, NpgsqlConnection observer, byte[] script, bool rightKey)
    {
        using RawClient client = Login(site, port);
        client.Send(script);
        if (rightKey)
            await RunsAsync(observer, client);
        byte[] key = [.. client.BackendKey];
        key[^1] ^= (byte)(rightKey ? 0 : 1);
        using (RawClient cancel = new(port))
        {
            cancel.Send(Wire.Cancel(key));
            if (cancel.ReadToEnd() is { Length: > 0 } words)
                return words;
        }
        client.Send(Wire.Sync, Wire.Query("rollback"), Wire.Query("select 'after'"), Wire.Terminate);
        return client.ReadToEnd();
    }

    private static byte[] CancelIdle(ConformanceSite site, int port)
    {
        using RawClient client = Login(site, port);
        using (RawClient cancel = new(port))
        {
            cancel.Send(Wire.Cancel(client.BackendKey));
            cancel.ReadToEnd();
        }
        client.Send(Wire.Query("select 'after'"), Wire.Terminate);
        return client.ReadToEnd();
    }

    private static async Task<byte[]> EndedAsync(ConformanceSite site, int port, NpgsqlConnection observer, byte[] script)
    {
        using RawClient client = Login(site, port);
        client.Send(script);
        if (script.Length > 0)
            await RunsAsync(observer, client);
        await using NpgsqlCommand end = new($"select pg_terminate_backend({Pid(client)})", observer);
        await end.ExecuteScalarAsync();
        return client.ReadToEnd();
    }

    private static byte[] EndedAlone(ConformanceSite site, int port, byte[] script)
    {
        using RawClient client = Login(site, port);
        client.Send(script);
        return client.ReadToEnd();
    }

    private static Answer Started(int port, Scenario start)
    {
        using Talk talk = new(port);
        talk.Write(start.Script);
        return talk.Read();
    }

    private static RawClient Login(ConformanceSite site, int port)
    {
        RawClient client = new(port);
        client.Login(ConformanceSite.Trusted, "", site.Databases[0], "conformance live");
        return client;
    }

    private static async Task RunsAsync(NpgsqlConnection observer, RawClient client) => await Eventually.BecomesAsync(
        async () =>
        {
            await using NpgsqlCommand look = new($"select state || ' ' || coalesce(wait_event, '') from pg_stat_activity where pid = {Pid(client)}", observer);
            return (string?)await look.ExecuteScalarAsync() ?? "gone";
        },
        state => state is "active PgSleep" or "fastpath function call PgSleep" or "active advisory" or "active ClientRead",
        "the statement runs");

    private static int Pid(RawClient client) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(client.BackendKey);
}
