using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Seawall.Topology;
using Xunit.Abstractions;

namespace Seawall.System.Tests.Drills;

/// <summary>
/// Every kind of fault on a real site: seen from outside while it is in force; then the command that asked for it is killed with SIGKILL, and the site
/// heals by itself, minutes before the fault's own end.
/// </summary>
[Collection(nameof(SmallSite))]
public sealed class FaultTests(SmallSite site, ITestOutputHelper output)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_killed_service_stays_down_and_comes_back_when_the_drill_dies()
    {
        using var fault = await site.BeginAsync("kill", "--target", "redis-catalog");
        Assert.Equal(("Held", 0), site.Processes()["redis-catalog"]);
        await HealsAsync(fault);
    }

    [Fact]
    public async Task The_config_center_is_down_and_comes_back_when_the_drill_dies()
    {
        using var fault = await site.BeginAsync("kill", "--target", "control");
        Assert.False(await ControlAnswersAsync());
        await site.UntilAsync("the catalog answers without the control center", site.ServesAsync);
        Assert.False(await ControlAnswersAsync());
        await HealsAsync(fault);
        await site.UntilAsync("the control center answers", ControlAnswersAsync);
    }

    [Fact]
    public async Task A_room_of_services_is_down_at_once_and_comes_back_when_the_drill_dies()
    {
        string[] room = ["redis-catalog", "gate-1", "catalog"];
        using var fault = await site.BeginAsync("room", "--target", string.Join(',', room));
        var processes = site.Processes();
        Assert.All(room, name => Assert.Equal(("Held", 0), processes[name]));
        await HealsAsync(fault);
    }

    [Fact]
    public async Task A_hung_process_answers_nothing_and_goes_on_when_the_drill_dies()
    {
        var before = site.Processes()["catalog"].Pid;
        using var fault = await site.BeginAsync("hang", "--target", "catalog");
        Assert.Equal('T', StateOf(before));
        await HealsAsync(fault);
        Assert.True(before != site.Processes()["catalog"].Pid || StateOf(before) != 'T', "it is still stopped");
    }

    [Fact]
    public async Task A_hang_is_undone_by_the_watchdog_when_its_own_process_is_killed()
    {
        var before = site.Processes()["catalog"].Pid;
        using var fault = await site.BeginAsync("hang", "--target", "catalog");
        SmallSite.Kill(fault.Pid);
        await fault.UntilUndoneAsync();
        await site.UntilAsync("the catalog answers", site.ServesAsync);
        await site.UntilAsync("the command ends, its lease gone", () => Task.FromResult(fault.HasEnded));
        Assert.NotEqual('T', StateOf(site.Processes()["catalog"].Pid));
        output.WriteLine($"pid {before}, then {site.Processes()["catalog"].Pid}");
    }

    [Fact]
    public async Task A_slow_link_makes_requests_slow_and_is_quick_again_when_the_drill_dies()
    {
        using var fault = await site.BeginAsync("latency", "--to", "main", "--latency", "300ms");
        await site.UntilAsync("a pool is connected by the slow way", site.ServesAsync);
        for (var i = 0; i < 3; i++)
            Assert.True(await site.AskAsync() >= Moment, "an exchange took less than the latency");
        await HealsAsync(fault);
        await site.UntilAsync("an exchange is quick", async () => await site.AskAsync() < Moment);
    }

    [Fact]
    public async Task A_link_that_loses_packets_stalls_and_stalls_no_more_when_the_drill_dies()
    {
        using var fault = await site.BeginAsync("loss", "--to", "main", "--loss", "40%");
        await site.UntilAsync("an exchange stalls as long as TCP takes to send again", async () => await site.AskAsync() >= TimeSpan.FromMilliseconds(200));
        await HealsAsync(fault);
        await site.UntilAsync("an exchange is quick", async () => await site.ServesAsync() && await site.AskAsync() < TimeSpan.FromMilliseconds(200));
        Assert.DoesNotContain("seawall_", await PacketTablesAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("partition")]
    public async Task A_link_that_is_cut_fails_and_works_again_when_the_drill_dies(string kind)
    {
        using var fault = await site.BeginAsync(kind, "--from", "gate-1", "--to", "main");
        Assert.False(await site.ServesAsync());
        await HealsAsync(fault);
        await site.UntilAsync("the database answers through the gate", site.ServesAsync);
    }

    [Fact]
    public async Task A_full_database_takes_no_writes_and_takes_them_again_though_drill_and_server_were_killed()
    {
        using var fault = await site.BeginAsync("database-full", "--target", "main");
        await site.UntilAsync("a write is refused", async () => await WriteAsync() == PostgresErrorCodes.ReadOnlySqlTransaction);
        await site.UntilAsync("the catalog reads on", site.ServesAsync);
        SmallSite.Kill(site.Processes()["main"].Pid);
        await HealsAsync(fault);
        await site.UntilAsync("a write is taken", async () => await WriteAsync() is null);
    }

    [Fact]
    public async Task A_full_disk_lets_no_publish_succeed_and_the_process_lives_on_when_the_drill_dies()
    {
        await site.UntilHealthyAsync();
        var before = site.Processes()["control"].Pid;
        using var fault = await site.BeginAsync("disk-full", "--target", "control");
        Assert.NotEqual(0, (await PublishAsync()).ExitCode);
        await HealsAsync(fault);
        var after = await PublishAsync();
        Assert.True(after.ExitCode == 0, $"config set: {after}");
        Assert.Equal(before, site.Processes()["control"].Pid);
    }

    [Fact]
    public async Task A_clock_that_jumped_ahead_finds_a_fresh_token_too_old_and_is_right_again_when_the_drill_dies()
    {
        await site.UntilAsync("the control center lets the command in", AsksControlAsync);
        using var fault = await site.BeginAsync("clock-jump", "--target", "control", "--offset", "30d");
        Assert.False(await AsksControlAsync());
        await HealsAsync(fault);
        await site.UntilAsync("the control center lets the command in again", AsksControlAsync);
    }

    [Fact]
    public async Task A_fault_is_undone_by_its_own_process_when_drill_and_watchdog_are_killed_and_by_the_next_watchdog_when_all_are()
    {
        await site.UntilHealthyAsync();
        // 1. Drill and watchdog die: the fault's own process undoes it.
        using (var fault = await site.BeginAsync("database-full", "--target", "main"))
        {
            SmallSite.Kill(site.WatchdogPid());
            await fault.KillToolAsync();
            await fault.UntilUndoneAsync();
            Assert.Null(await WriteAsync());
        }
        await site.UpAsync();
        // 2. All three die: the next watchdog undoes it before anything else.
        var hung = site.Processes()["catalog"].Pid;
        using (var fault = await site.BeginAsync("hang", "--target", "catalog"))
        {
            SmallSite.Kill(site.WatchdogPid());
            SmallSite.Kill(fault.Pid);
            await fault.KillToolAsync();
            Assert.Equal('T', StateOf(hung));
            await site.UpAsync();
            await fault.UntilUndoneAsync();
            await site.UntilAsync("the catalog answers", site.ServesAsync);
        }
    }

    [Fact]
    public async Task The_lever_ends_all_faults_with_the_control_center_dead_and_none_begins_until_it_is_let_go()
    {
        await site.UntilHealthyAsync();
        using var first = await site.BeginAsync("kill", "--target", "control");
        using var second = await site.BeginAsync("latency", "--to", "main", "--latency", "1s");
        using (var list = JsonDocument.Parse((await RunAsync("drill", "faults", "--json")).Output))
            Assert.Equal(2, list.RootElement.GetProperty("faults").EnumerateArray().Count(fault => fault.GetProperty("holds").GetBoolean()));

        var stop = await RunAsync("drill", "stop", "--reason", "buyers notice");
        Assert.True(stop.ExitCode == 0, $"stop: {stop}");
        await first.UntilUndoneAsync();
        await second.UntilUndoneAsync();
        string[] kill = ["drill", "fault", "kill", "--target", "redis-catalog", "--reason", "a test", "--yes"];
        var refused = await RunAsync(kill);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("buyers notice; `seawall drill resume`", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("drill", "resume")).ExitCode);
        Assert.Equal(0, (await RunAsync([.. kill, "--dry-run"])).ExitCode);
        await site.UntilHealthyAsync();
    }

    /// <summary>The command is killed; the target's side ends the fault, and every process is well.</summary>
    private async Task HealsAsync(RunningFault fault)
    {
        await fault.KillToolAsync();
        await fault.UntilUndoneAsync();
        await site.UntilHealthyAsync();
    }

    private Task<Result> RunAsync(params string[] arguments) => site.Program.RunAsync(TimeSpan.FromSeconds(60), arguments);

    private Task<Result> PublishAsync() =>
        RunAsync("config", "set", "item/drills/probe", $$"""{"value":{{Environment.TickCount64}}}""", "--reason", "a test", "--yes", "--topology", site.Program.Topology);

    private async Task<bool> AsksControlAsync() => (await RunAsync("config", "list", "--topology", site.Program.Topology)).ExitCode == 0;

    private static async Task<bool> ControlAnswersAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var answer = await http.GetAsync("http://127.0.0.1:22070/health");
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>A write that leaves nothing; null when it is taken, else the server's code, "away" when it does not answer.</summary>
    private async Task<string?> WriteAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(site.Site.DirectConnectionString("catalog", Secrets.In(site.Home)) + ";Pooling=false");
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var write = new NpgsqlCommand("CREATE TABLE catalog.drill_probe()", connection);
            await write.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
        catch (NpgsqlException)
        {
            return "away";
        }
    }

    /// <summary>The tables of the kernel's packet filter; nothing where this machine shows none.</summary>
    private static async Task<string> PacketTablesAsync()
    {
        try
        {
            using var list = Process.Start(new ProcessStartInfo("nft", "list tables") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return await list.StandardOutput.ReadToEndAsync();
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }

    private static char StateOf(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }
}
