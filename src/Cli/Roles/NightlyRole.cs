using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seawall.Client.Hosting;
using Seawall.Kernel.Faults;
using Seawall.Lab.Nightly;
using Seawall.Lab.Pulling;

namespace Seawall.Cli;

/// <summary>
/// The process that begins the night's work by itself. The work is a process of its own, so that a fault in it never ends the schedule; its
/// turn can be brought forward, and then goes the same way.
/// </summary>
internal sealed class NightlyRole(RoleContext role, PullSite site, TimeProvider time)
{
    // Looked at again this often, so that a changed clock is noticed.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(30);

    private readonly NightlyFiles _files = new(role.Home);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private NightlyTurn? _called;
    private volatile bool _working;

    /// <summary>What the process answers at <c>/nightly</c>.</summary>
    internal sealed record State(DateTimeOffset NextAt, string NextDay, bool Working, string? LastDay);

    /// <summary>What brings a turn forward.</summary>
    internal sealed record Call(DateTimeOffset At, string Day);

    public static async Task RunAsync(RoleContext role, CancellationToken ct)
    {
        var nightly = new NightlyRole(role, PullSite.Open(null, role.Topology.Path), SiteClock.Instance);
        await using WebApplication app = nightly.Build();
        await app.StartAsync(ct).ConfigureAwait(false);
        Console.WriteLine($"{role.Process.Name} begins its work at {nightly.Turn().At:u}");
        await nightly.KeepTimeAsync(ct).ConfigureAwait(false);
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(role.Process.Listen.Host), role.Process.Listen.Port);
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = role.Process.Name, Faults = new DirectoryInfo(role.Home.Faults) });
        WebApplication app = builder.Build();
        app.MapGet("/health", () => Results.Text("ok\n"));
        app.MapGet("/nightly", () => Results.Json(Now(), ReportOutput.Json));
        app.MapPost("/nightly", (Call call) => Bring(call));
        return app;
    }

    private State Now()
    {
        NightlyTurn turn = Turn();
        return new State(turn.At, turn.Day.Name, _working, _files.LastDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private NightlyTurn Turn()
    {
        lock (_lock)
            return _called ?? NightlyTurn.Next(site.Plan, time.GetUtcNow(), _files.LastDay);
    }

    private IResult Bring(Call call)
    {
        if (_working)
            return Results.Conflict(new { code = "nightly-works", detail = "The night's work is under way; ask again when it has ended." });
        lock (_lock)
        {
            _called = new NightlyTurn(call.At, site.DayOf(call.Day));
            TaskCompletionSource changed = _changed;
            _changed = NewSignal();
            changed.SetResult();
        }
        return Results.Json(Now(), ReportOutput.Json, statusCode: StatusCodes.Status202Accepted);
    }

    private async Task KeepTimeAsync(CancellationToken ct)
    {
        while (true)
        {
            NightlyTurn turn = Turn();
            TimeSpan left = turn.At - time.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                await Task.WhenAny(_changed.Task, Task.Delay(left < _look ? left : _look, time, ct)).ConfigureAwait(false);
                ct.ThrowIfCancellationRequested();
                continue;
            }
            await WorkAsync(turn, ct).ConfigureAwait(false);
        }
    }

    private async Task WorkAsync(NightlyTurn turn, CancellationToken ct)
    {
        _working = true;
        ProcessStartInfo start = SelfProgram.Start(["lab", "nightly", "run", "--day", turn.Day.Name, "--by", "schedule"]);
        start.Environment[Place.TopologyVariable] = role.Topology.Path;
        using Process process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            Console.WriteLine($"the work on {turn.Day.Name} begins, process {process.Id}");
            await Task.WhenAll(PassOnAsync(process.StandardOutput, ct), PassOnAsync(process.StandardError, ct)).ConfigureAwait(false);
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the work on {turn.Day.Name} ended with {process.ExitCode}"));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            lock (_lock)
                _called = null;
            _working = false;
        }
    }

    private static async Task PassOnAsync(StreamReader from, CancellationToken ct)
    {
        while (await from.ReadLineAsync(ct).ConfigureAwait(false) is { } line)
            Console.WriteLine("  " + line);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
