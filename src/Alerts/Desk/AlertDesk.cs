namespace Seawall.Alerts.Desk;

/// <summary>
/// Keeps the book of alerts over restarts and delivers its messages. A message is on the disk before it is sent and noted there when it was delivered: a crash between
/// the two sends it again under the same id, so each reaches its outlet at least once, and a receiver that drops known ids has it exactly once.
/// </summary>
public sealed class AlertDesk
{
    private readonly DeskOptions _options;
    private readonly Lock _turn = new();
    private readonly Dictionary<string, Task> _sending = [];
    private volatile DeskState _state;
    private bool _unsaved;

    public AlertDesk(DeskOptions options)
    {
        _options = options;
        _state = options.File.Load(options.Say);
    }

    /// <summary>The state as it is now.</summary>
    public DeskState Current => _state;

    /// <summary>Whether this desk decides and sends now.</summary>
    public bool Leads => _options.Leads();

    public AlertPolicy Policy => _options.Policy();

    /// <summary>Enters what was noticed; on the disk when it returns.</summary>
    public void Take(IReadOnlyList<AlertSignal> signals)
    {
        if (signals.Count == 0)
            return;
        var policy = _options.Policy();
        Change(state => state with { Book = signals.Aggregate(state.Book, (book, signal) => AlertBook.Enter(book, signal, policy)) });
    }

    /// <summary>Notes who took an alert; false when it is not open or taken already.</summary>
    public bool Acknowledge(string key, string who, string why)
    {
        var done = false;
        Change(state =>
        {
            done = AlertBook.TryAcknowledge(state.Book, key, new Acknowledgement(who, _options.Time.GetUtcNow(), why), out var next);
            return done ? state with { Book = next } : state;
        });
        return done;
    }

    /// <summary>Puts alerts of another desk into this one's book, as they are; those whose key is open here stay.</summary>
    public void Adopt(IReadOnlyList<Alert> alerts) =>
        Change(state => alerts.Where(alert => !state.Book.Open.ContainsKey(alert.Key)).ToList() is { Count: > 0 } fresh
            ? state with { Book = state.Book with { Open = state.Book.Open.AddRange(fresh.Select(alert => KeyValuePair.Create(alert.Key, alert))) } }
            : state);

    /// <summary>Takes an alert out of the book without telling anybody; null when it is not open.</summary>
    public Alert? Release(string key)
    {
        Alert? released = null;
        Change(state =>
        {
            released = state.Book.Open.GetValueOrDefault(key);
            return released is null ? state : state with { Book = state.Book with { Open = state.Book.Open.Remove(key) } };
        });
        return released;
    }

    /// <summary>Takes past alerts out of the book, once somebody else keeps them.</summary>
    public void ForgetPast(IReadOnlySet<string> incidents) => Change(state => state.Book.Past.Any(alert => incidents.Contains(alert.Incident))
        ? state with { Book = state.Book with { Past = state.Book.Past.RemoveAll(alert => incidents.Contains(alert.Incident)) } }
        : state);

    /// <summary>Puts a message of somebody else into the outbox, unless it is there or was delivered.</summary>
    public void Forward(IReadOnlyList<AlertMessage> messages) => Change(state =>
        messages.Where(message => !Knows(state, message.Id)).ToList() is { Count: > 0 } fresh
            ? state with { Outbox = state.Outbox.AddRange(fresh.Select(message => new PendingMessage(message, 0, _options.Time.GetUtcNow(), ""))) }
            : state);

    /// <summary>Whether a message was delivered from here.</summary>
    public bool HasDelivered(string id) => _state.Journal.Any(delivery => delivery.Id == id && delivery.Outcome == DeliveryOutcome.Delivered);

    /// <summary>Looks what is due, and sends it, until cancelled; what is being sent then is given a moment.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.Every, _options.Time);
        try
        {
            do
            {
                Tick(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        await IdleAsync().ConfigureAwait(false);
    }

    /// <summary>Decides what is due now and begins to send it.</summary>
    public void Tick(CancellationToken cancellationToken)
    {
        if (!Leads)
        {
            // When this desk's turn comes it goes on where the other one stopped.
            lock (_turn)
                _state = _options.File.Peek();
            return;
        }
        var now = _options.Time.GetUtcNow();
        var policy = _options.Policy();
        Change(state =>
        {
            var (book, messages) = AlertBook.Decide(state.Book, policy, now);
            return messages.Count == 0 && ReferenceEquals(book.Open, state.Book.Open) && ReferenceEquals(book.Past, state.Book.Past)
                ? state
                : state with { Book = book, Outbox = state.Outbox.AddRange(messages.Select(message => new PendingMessage(message with { Link = _options.Link, Host = _options.Host }, 0, now, ""))) };
        });
        foreach (var outlet in _state.Outbox.Select(pending => pending.Message.Outlet).Distinct())
        {
            // One at a time and in order: that it is over must not arrive before that it began.
            if ((!_sending.TryGetValue(outlet, out var busy) || busy.IsCompleted) && _state.Outbox.First(pending => pending.Message.Outlet == outlet) is { } first && first.NextTry <= now)
                _sending[outlet] = SendAsync(first, policy, cancellationToken);
        }
    }

    /// <summary>Completes when nothing is being sent.</summary>
    public Task IdleAsync() => Task.WhenAll(_sending.Values.ToArray());

    private async Task SendAsync(PendingMessage pending, AlertPolicy policy, CancellationToken cancellationToken)
    {
        var message = pending.Message;
        if (policy.Outlets.FirstOrDefault(outlet => outlet.Name == message.Outlet) is not { } outlet)
        {
            Finish(pending, DeliveryOutcome.NoOutlet, "there is no such outlet any more");
            return;
        }
        if (_options.DeliveredElsewhere(message.Id))
        {
            Finish(pending, DeliveryOutcome.Elsewhere, "");
            return;
        }
        Outlets.Attempt attempt;
        try
        {
            attempt = await _options.Send(outlet, message, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // A bug in one outlet must not end the loop that serves the others.
            attempt = Outlets.Attempt.Failed($"{e.GetType().Name}");
        }
        if (attempt.Delivered)
            Finish(pending, DeliveryOutcome.Delivered, "");
        else
            Retry(pending, attempt);
    }

    private void Finish(PendingMessage pending, DeliveryOutcome outcome, string why)
    {
        var message = pending.Message;
        var delivery = new Delivery(
            message.Id, message.Kind, message.Outlet, message.Group, [.. message.Alerts.Select(alert => alert.Key)], _options.Time.GetUtcNow(), pending.Attempts + 1, outcome, why)
        { By = _options.Name };
        Change(state => Without(state, message.Id).Log(delivery));
        if (outcome == DeliveryOutcome.Delivered && _state.Book.Open.ContainsKey("outlet:" + message.Outlet))
            Take([OutletSignal(message.Outlet, firing: false, "")]);
        if (outcome is DeliveryOutcome.GivenUp or DeliveryOutcome.NoOutlet)
            _options.Say($"outlet {message.Outlet}: a message about {string.Join(", ", delivery.Keys)} was not delivered: {why}");
    }

    private void Retry(PendingMessage pending, Outlets.Attempt attempt)
    {
        var now = _options.Time.GetUtcNow();
        if (now - pending.Message.At >= _options.GiveUp)
        {
            Finish(pending, DeliveryOutcome.GivenUp, attempt.Why);
            return;
        }
        var next = pending with { Attempts = pending.Attempts + 1, NextTry = now + (attempt.After ?? Pause(pending.Attempts)), LastFailure = attempt.Why };
        Change(state => state with { Outbox = state.Outbox.Replace(state.Outbox.First(one => one.Message.Id == pending.Message.Id), next) });
        _options.Say($"outlet {pending.Message.Outlet}: attempt {next.Attempts} failed: {attempt.Why}");
        if (next.Attempts == _options.FailuresToAlert)
            Take([OutletSignal(pending.Message.Outlet, firing: true, attempt.Why)]);
    }

    // Between half and the whole of a growing pause, so that many senders do not come back at once.
    private TimeSpan Pause(int attempts)
    {
        var longest = Math.Min(_options.LongestRetry.Ticks, _options.FirstRetry.Ticks << Math.Min(attempts, 20));
        return TimeSpan.FromTicks((longest / 2) + (long)(_options.Chance.NextDouble() * longest / 2));
    }

    private AlertSignal OutletSignal(string outlet, bool firing, string why) =>
        new("outlet:" + outlet, firing, _options.Time.GetUtcNow(), firing ? $"outlet {outlet} takes no alerts: {why}" : $"outlet {outlet} takes alerts again", "", "")
        {
            Source = "desk/" + _options.Name,
        };

    private static DeskState Without(DeskState state, string id) => state with { Outbox = state.Outbox.RemoveAll(pending => pending.Message.Id == id) };

    private static bool Knows(DeskState state, string id) => state.Outbox.Any(pending => pending.Message.Id == id) || state.Journal.Any(delivery => delivery.Id == id);

    private void Change(Func<DeskState, DeskState> change)
    {
        lock (_turn)
        {
            var next = change(_state);
            if (ReferenceEquals(next, _state) && !_unsaved)
                return;
            _state = next;
            try
            {
                _options.File.Save(next);
                _unsaved = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk must not silence alerts: they go out from memory, and the next change writes again.
                if (!_unsaved)
                    _options.Say($"{_options.File.Path} can't be written, alerts go out without it: {e.Message}");
                _unsaved = true;
            }
        }
    }
}
