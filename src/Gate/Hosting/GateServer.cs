using System.Net;
using Seawall.Gate.Admin;
using Seawall.Gate.Admitting;
using Seawall.Gate.Capturing;
using Seawall.Gate.HotRows;
using Seawall.Gate.Identity;
using Seawall.Gate.Interception.Estimates;
using Seawall.Gate.Interception;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;
using Seawall.Gate.Pausing;
using Seawall.Gate.SqlConsole;
using Seawall.Gate.Portable;
using Seawall.Gate.Routing;
using Seawall.Gate.Rules;
using Seawall.Gate.Sessions;
using Seawall.Gate.Statistics;
using Seawall.Kernel.Faults;
using Seawall.Transport;

namespace Seawall.Gate;

/// <summary>A running gate: loops, statistics, capture and admin HTTP, all ended by <see cref="DisposeAsync"/>.</summary>
public sealed class GateServer : IAsyncDisposable
{
    private static readonly TimeSpan s_leaveAfter = TimeSpan.FromMilliseconds(800);

    private readonly List<GateLoop> _loops = [];
    private readonly TimeProvider _time;
    private readonly PortableGate _portable;
    private readonly CaptureSink? _capture;
    private readonly StatCollector _statistics;
    private readonly CostKeeper? _costs;
    private readonly StatementEstimates _estimates;
    private readonly LoginBook _logins;
    private readonly IDisposable _ways;
    private AdminServer? _admin;

    private GateServer(GateContext context, PauseStage pause, TimeProvider time, InterceptionStage interception, StatementEstimates estimates)
    {
        Context = context;
        _estimates = estimates;
        Interception = interception;
        _time = time;
        GateOptions options = context.Options;
        _logins = new LoginBook(options);
        _capture = options.CaptureDirectory is null ? null : new CaptureSink(options, time);
        _portable = new PortableGate(context, NewLedger(), time);
        context.Sessions.Add(_portable);
        List<LedgerReader> ledgers = [new LedgerReader(ReadPortable)];
        try
        {
            if (options.Portable || !EventLoop.IsSupported)
                EndPoint = _portable.Listen(options.Listen);
            else
                EndPoint = AddLoops(context, time, ledgers);
        }
        catch
        {
            _capture?.Dispose();
            throw;
        }
        _statistics = new StatCollector(ledgers, options.StatsFile is null ? null : new StatStore(options.StatsFile), time);
        _statistics.Start();
        _costs = options.StatsFile is null ? null : new CostKeeper(CostKeeper.Beside(options.StatsFile), interception.Costs, time);
        _costs?.Start();
        context.Console = new GateConsole(options, context.Sessions, context.Reports, pause, _statistics, time);
        foreach (GateLoop loop in _loops)
            loop.Loop.Start();
        _ways = LinkTable.Subscribe(OnWayChanged);

        Ledger NewLedger() => new(options, time, _capture, _logins);
    }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Where the admin HTTP listens; null when the options name none.</summary>
    public IPEndPoint? AdminEndPoint => _admin?.EndPoint;

    internal GateContext Context { get; }

    internal IReadOnlyList<GateLoop> Loops => _loops;

    internal PortableGate Portable => _portable;

    internal CaptureSink? Capture => _capture;

    internal StatCollector Statistics => _statistics;

    internal InterceptionStage Interception { get; }

    /// <summary>Starts a gate. Throws <see cref="ArgumentException"/> that names every fault of the options, or <see cref="IOException"/> when an address is taken.</summary>
    public static async Task<GateServer> StartAsync(GateOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> faults = options.Faults();
        if (faults.Count > 0)
            throw new ArgumentException(string.Join('\n', faults), nameof(options));
        time ??= TimeProvider.System;
        RouteTable routes = await RouteTable.ResolveAsync(options.Upstreams, cancellationToken).ConfigureAwait(false);
        PauseStage pause = new();
        StatementEstimates estimates = new(routes, options.ExplainPassword, time);
        RuleStage rules = new(options.Config, time, estimates);
        InterceptionStage interception = new(routes, options.Config);
        LimitStage limits = new(options.Config, routes);
        HotRowStage hotRows = new(options.Config);
        // Who waits for a hot row must not take a place at the server meanwhile: rows come before limits.
        Judge judge = new([pause, rules, .. options.Stages, interception, hotRows, limits]);
        GateContext context = new(options, routes, new CancelKeys(), new SessionNumbers(), new GateCounters(), judge, new GateAdmission(options.Config)) { Rules = rules, Interception = interception };
        context.Reports.Add("limits", output => LimitReport.Write(output, options.Name, limits, hotRows));
        context.Reports.Add("connections", output => ConnectionsReport.Write(output, options.Name, context.Admission));
        context.Reports.Add("rules", output => RuleReport.Write(output, options.Name, rules, time, interception));
        GateServer server = new(context, pause, time, interception, estimates);
        try
        {
            if (options.Admin is { } admin)
                server._admin = await AdminServer.StartAsync(admin, context, server._statistics, server._capture, server.Bytes, time, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes every session, keeps what was counted, closes the capture file.</summary>
    public async ValueTask DisposeAsync()
    {
        _ways.Dispose();
        _logins.Dispose();
        Context.Rules?.Dispose();
        if (_admin is not null)
            await _admin.DisposeAsync().ConfigureAwait(false);
        await Context.Console!.DisposeAsync().ConfigureAwait(false);
        await _statistics.DisposeAsync().ConfigureAwait(false);
        foreach (GateLoop loop in _loops)
            await loop.Loop.DisposeAsync().ConfigureAwait(false);
        await _portable.DisposeAsync().ConfigureAwait(false);
        Interception.Dispose();
        await _estimates.DisposeAsync().ConfigureAwait(false);
        if (_costs is not null)
            await _costs.DisposeAsync().ConfigureAwait(false);
        Context.Admission.Dispose();
        _capture?.Dispose();
    }

    private IPEndPoint AddLoops(GateContext context, TimeProvider time, List<LedgerReader> ledgers)
    {
        IPEndPoint endPoint = context.Options.Listen;
        for (int i = 0; i < context.Options.Loops; i++)
        {
            Ledger ledger = new(context.Options, time, _capture, _logins);
            GateLoop loop = new($"{context.Options.Name}-loop-{i}", context, ledger, endPoint, time, _portable.TakeTls);
            endPoint = loop.EndPoint;
            _loops.Add(loop);
            context.Sessions.Add(loop);
            ledgers.Add(new LedgerReader(action => ReadAsync(loop, action)));
        }
        return endPoint;
    }

    private void OnWayChanged(Link link)
    {
        // Clients that know of it come anew by themselves first; only what is left is sent away.
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                foreach (GateLoop loop in _loops)
                    loop.Loop.Post(_ => loop.Leave(link));
                timer?.Dispose();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(s_leaveAfter, Timeout.InfiniteTimeSpan);
    }

    // Each loop counts its own on its own thread.
    private (long Received, long Sent) Bytes() => (_loops.Sum(loop => loop.Loop.BytesReceived), _loops.Sum(loop => loop.Loop.BytesSent));

    private static Task ReadAsync(GateLoop loop, Action<Ledger> action)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Loop.Post(_ =>
        {
            action(loop.Ledger);
            done.SetResult();
        });
        return done.Task;
    }

    private Task ReadPortable(Action<Ledger> action)
    {
        lock (_portable.LedgerLock)
            action(_portable.Ledger);
        return Task.CompletedTask;
    }
}
