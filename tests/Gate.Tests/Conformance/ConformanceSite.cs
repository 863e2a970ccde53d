using System.Net;
using Npgsql;
using Seawall.Client.Config;
using Seawall.Gate.Judging;
using Seawall.Testing;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>A server with logins for every way to be let in, databases to work in, and the gates before it.</summary>
internal sealed class ConformanceSite : IAsyncDisposable
{
    public const string Trusted = "conf_trusted";
    public const string Plain = "conf_plain";
    public const string Md5 = "conf_md5";
    public const string Scram = "conf_scram";
    public const string Rejected = "conf_rejected";
    public const string Password = "pencil";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("seawall-conformance-");
    private readonly List<NpgsqlConnection> _holders = [];
    private readonly List<GateServer> _gates = [];

    private ConformanceSite(PrivatePostgres postgres) => Postgres = postgres;

    public PrivatePostgres Postgres { get; }

    /// <summary>The gate on event loops, and its one loop.</summary>
    public GateServer Gate { get; private set; } = null!;

    /// <summary>The gate on asynchronous sockets.</summary>
    public GateServer Portable { get; private set; } = null!;

    /// <summary>A gate that serves one database, whose server is down.</summary>
    public GateServer Down { get; private set; } = null!;

    /// <summary>Statements that a judge let wait, at all gates.</summary>
    public long HeldBack => _gates.SelectMany(gate => gate.Context.Options.Stages).OfType<LetsWait>().Sum(stage => stage.Asked);

    public IReadOnlyList<string> Databases { get; private set; } = [];

    /// <param name="databases">How many may work side by side.</param>
    /// <param name="judged">Whether the gates ask a judge with rules that match nothing and stages that only let wait.</param>
    public static async Task<ConformanceSite> StartAsync(int databases, bool judged)
    {
        ConformanceSite site = new(await PrivatePostgres.SharedAsync());
        await site.PrepareLoginsAsync();
        site.Databases = [.. Enumerable.Range(0, databases).Select(i => $"conf_{i}")];
        foreach (string database in site.Databases)
            await site.PrepareDatabaseAsync(database);
        site.Gate = await site.GateAsync("loop", judged, o => o);
        site.Portable = await site.GateAsync("portable", judged, o => o with { Portable = true });
        site.Down = await site.GateAsync("down", judged, o => o with { Upstreams = new Dictionary<string, string> { ["away"] = "127.0.0.1:1" } });
        return site;
    }

    /// <summary>Returns once the gate has read whatever was sent to it before.</summary>
    public void Settle()
    {
        // What was sent lies before the gate already; the events of the turn in which the first post runs are all handled before the second's.
        using ManualResetEventSlim turned = new();
        foreach (var loop in Gate.Loops)
        {
            turned.Reset();
            loop.Loop.Post(_ => loop.Loop.Post(_ => turned.Set()));
            turned.Wait();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NpgsqlConnection holder in _holders)
            await holder.DisposeAsync();
        foreach (GateServer gate in _gates)
            await gate.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task PrepareLoginsAsync()
    {
        await Postgres.ExecuteAsync(
            $"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{Trusted}') then
                create role {Trusted} superuser login;
                create role {Plain} login password '{Password}';
                set password_encryption = 'md5';
                create role {Md5} login password '{Password}';
                reset password_encryption;
                create role {Scram} login password '{Password}';
                create role {Rejected} login password '{Password}';
                create role conf_expired login password '{Password}' valid until '2001-01-01';
                create role conf_nologin nologin;
                create role conf_full login connection limit 0;
                create role conf_nobody;
                create role conf_set login;
                alter role conf_set set work_mem = '7MB';
                alter role conf_set set datestyle = 'German';
              end if;
            end $$
            """);
        string hba = Path.Combine(Postgres.Instance.Options.DataDirectory, "pg_hba.conf");
        string rules = await File.ReadAllTextAsync(hba);
        if (rules.Contains(Trusted, StringComparison.Ordinal))
            return;
        await File.WriteAllTextAsync(hba, $"""
            host all {Trusted},conf_nologin,conf_full,conf_set 127.0.0.1/32 trust
            host replication {Trusted} 127.0.0.1/32 trust
            host all {Plain},conf_expired 127.0.0.1/32 password
            host all {Md5} 127.0.0.1/32 md5
            host all {Scram} 127.0.0.1/32 scram-sha-256
            host all {Rejected} 127.0.0.1/32 reject
            {rules}
            """);
        await Postgres.ExecuteAsync("select pg_reload_conf()");
        await Eventually.BecomesAsync(IsLetIn, let => let, "the server has read who may come in");
    }

    private bool IsLetIn()
    {
        using Talk talk = new(Postgres.Port);
        talk.Write(Wire.Startup(("user", Trusted), ("database", "test")));
        talk.Write(Talk.EndMark);
        return talk.Read().End == AnswerEnd.Open;
    }

    private async Task PrepareDatabaseAsync(string database)
    {
        await Postgres.ExecuteAsync($"drop database if exists {database} with (force)");
        await Postgres.ExecuteAsync($"create database {database} template template0");
        string connection = Postgres.ConnectionStringTo(database) + ";Pooling=false";
        await Postgres.ExecuteAsync(Fixtures.Sql, connection);
        // Somebody who holds locks, for those who do not want to wait for them. The last statement keeps no snapshot for which indexes would wait.
        NpgsqlConnection holder = new(connection);
        await holder.OpenAsync();
        _holders.Add(holder);
        await using NpgsqlCommand hold = new("begin; select pg_advisory_xact_lock(4711); lock table held in access exclusive mode", holder);
        await hold.ExecuteNonQueryAsync();
    }

    private async Task<GateServer> GateAsync(string name, bool judged, Func<GateOptions, GateOptions> change)
    {
        LiveConfig config = new();
        GateServer gate = await GateServer.StartAsync(change(new GateOptions
        {
            Name = name,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{Postgres.Port}" },
            CaptureDirectory = Path.Combine(_directory.FullName, name),
            CaptureClear = true,
            StatsFile = Path.Combine(_directory.FullName, name + ".db"),
            Config = config,
            Stages = judged ? [new LetsWait()] : [],
        }));
        _gates.Add(gate);
        if (judged)
            config.Swap(ConfigSnapshot.Of(1, UselessRules.Entries()));
        return gate;
    }
}
