using System.Threading.Channels;
using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>
/// Takes the watchdog's alerts to people. The control center has them while it answers; when it is what died, or does not answer in time, they are told from here,
/// through the outlets it wrote down last. What was told here is handed over when it is back, and it repeats, escalates and ends it.
/// Both read each other's journal before they send, and both call the same message by the same id.
/// </summary>
internal sealed class WatchdogCourier(CourierOptions options) : IAlertSink
{
    private const int MostWaiting = 1000;

    private readonly Channel<ServiceEvent> _events = Channel.CreateBounded<ServiceEvent>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Dictionary<string, AlertSignal> _handed = [];
    private readonly List<AlertSignal> _ends = [];
    private readonly EngineWatch _engine = new(options);
    private DateTimeOffset? _controlDown;
    private DateTimeOffset? _notHanded;

    public void Raise(ServiceEvent what) => _events.Writer.TryWrite(what);

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            // A watchdog that finds another at work notices nothing, and must leave the other's desk alone.
            await _events.Reader.WaitToReadAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        Task desk = options.Desk.RunAsync(ct);
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await NextAsync(ct).ConfigureAwait(false);
                while (_events.Reader.TryRead(out ServiceEvent? what))
                {
                    await TakeAsync(what, ct).ConfigureAwait(false);
                }
                await CatchUpAsync(ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        await desk.ConfigureAwait(false);
    }

    /// <summary>One event: to the control center, or into the desk here.</summary>
    internal async Task TakeAsync(ServiceEvent what, CancellationToken ct)
    {
        AlertSignal signal = ServiceSignals.Of(what, what.Trouble == ServiceTrouble.Over ? "" : options.Pack(what));
        bool isControl = what.Service == options.Control;
        if (isControl)
        {
            _controlDown = signal.Firing ? _controlDown ?? signal.At : null;
        }
        if (!signal.Firing)
        {
            End(signal);
        }
        else
        {
            _ends.RemoveAll(end => end.Key == signal.Key);
            bool isHere = options.Desk.Current.Book.Open.ContainsKey(signal.Key);
            if (!isHere && !isControl && await TryHandAsync(signal, ct).ConfigureAwait(false))
            {
                _handed.TryAdd(signal.Key, signal);
            }
            else if (isHere || !_handed.ContainsKey(signal.Key))
            {
                options.Desk.Take([signal]);
            }
            // Else the control center told the beginning, and nobody needs to hear of the same trouble twice.
        }
    }

    // Many alerts at once must not each wait for a control center that was silent a moment ago.
    private async Task<bool> TryHandAsync(AlertSignal signal, CancellationToken ct)
    {
        if (_controlDown is not null || (_notHanded is { } failed && options.Time.GetUtcNow() - failed < options.ControlDown))
        {
            return false;
        }
        bool handed = await options.Hand([signal], ct).ConfigureAwait(false);
        _notHanded = handed ? null : options.Time.GetUtcNow();
        return handed;
    }

    /// <summary>What waits for the control center, and what must not wait longer.</summary>
    internal async Task CatchUpAsync(CancellationToken ct)
    {
        DateTimeOffset now = options.Time.GetUtcNow();
        if (_engine.Look(options.Desk.Current.Book, now) is { } engine)
        {
            options.Desk.Take([engine]);
        }
        if (_controlDown is { } since && now - since >= options.ControlDown)
        {
            TellForControl(new DeskFile(options.Folder.Control).Peek());
        }
        if (_controlDown is null)
        {
            await HandEndsAsync(ct).ConfigureAwait(false);
            await HandOverAsync(ct).ConfigureAwait(false);
        }
        foreach (AlertSignal end in _ends.Where(end => now - end.At >= options.EndWaits && _handed.ContainsKey(end.Key)).ToList())
        {
            TellEnd(end);
        }
    }

    private void TellForControl(DeskState control)
    {
        options.Desk.Forward([.. control.Outbox.Select(pending => pending.Message)]);
        foreach (AlertSignal begin in _handed.Values.Where(begin => control.Book.Open.TryGetValue(begin.Key, out Alert? alert) && alert.ToldAt is null).ToList())
        {
            _handed.Remove(begin.Key);
            options.Desk.Take([begin]);
        }
    }

    private void End(AlertSignal signal)
    {
        if (options.Desk.Current.Book.Open.ContainsKey(signal.Key))
        {
            options.Desk.Take([signal]);
        }
        else
        {
            _ends.RemoveAll(end => end.Key == signal.Key);
            _ends.Add(signal);
        }
    }

    private async Task HandEndsAsync(CancellationToken ct)
    {
        if (_ends.Count > 0 && await options.Hand([.. _ends], ct).ConfigureAwait(false))
        {
            foreach (AlertSignal end in _ends)
            {
                _handed.Remove(end.Key);
            }
            _ends.Clear();
        }
    }

    /// <summary>Alerts that were told here and are not over go to the control center; those that are over, for its history.</summary>
    private async Task HandOverAsync(CancellationToken ct)
    {
        DeskState desk = options.Desk.Current;
        foreach (Alert alert in desk.Book.Open.Values.Where(alert => IsToldInFull(alert, desk) && !EngineWatch.IsAbout(alert.Key)).ToList())
        {
            AlertSignal signal = Signal(alert, firing: true, alert.Since);
            if (!await options.Hand([signal], ct).ConfigureAwait(false))
            {
                return;
            }
            options.Desk.Release(alert.Key);
            _handed[alert.Key] = signal;
        }
        Alert[] past = [.. desk.Book.Past];
        if (past.Length > 0 && await options.Hand([.. past.SelectMany(alert => new[] { Signal(alert, firing: true, alert.Since), Signal(alert, firing: false, alert.QuietSince ?? alert.Since) })], ct).ConfigureAwait(false))
        {
            options.Desk.ForgetPast(past.Select(alert => alert.Incident).ToHashSet());
        }
    }

    // The control center told the beginning and is still away: its outlets hear the end from here.
    private void TellEnd(AlertSignal end)
    {
        if (_handed.Remove(end.Key, out AlertSignal? begin))
        {
            _ends.Remove(end);
            options.Desk.Take([begin with { ToldBy = ServiceSignals.Source }, end]);
        }
    }

    private static bool IsToldInFull(Alert alert, DeskState desk) =>
        alert.ToldAt is not null && !alert.IsQuiet && !desk.Outbox.Any(pending => pending.Message.Alerts.Any(told => told.Key == alert.Key));

    private static AlertSignal Signal(Alert alert, bool firing, DateTimeOffset at) => new(alert.Key, firing, at, alert.Summary, alert.Owner, alert.Plan)
    {
        Source = alert.Sources.FirstOrDefault(ServiceSignals.Source),
        Severity = alert.Severity,
        Detail = alert.Detail,
        Group = alert.Group,
        ToldBy = ServiceSignals.Source,
    };

    private async Task NextAsync(CancellationToken ct)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task<bool> next = _events.Reader.WaitToReadAsync(late.Token).AsTask();
        await Task.WhenAny(next, Task.Delay(options.Every, options.Time, late.Token)).ConfigureAwait(false);
        await late.CancelAsync().ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
    }
}
