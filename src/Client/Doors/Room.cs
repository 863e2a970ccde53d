using static Seawall.Client.Doors.RoomJournal;

namespace Seawall.Client.Doors;

/// <summary>
/// One waiting room. Numbers are handed out in the order of arrival and called in that order only; who is called and does not come in time loses the turn to the
/// next. Never are more called and inside than <see cref="RoomRules.Inside"/>, and never more let in altogether than <see cref="RoomRules.Places"/>.
/// </summary>
/// <remarks>
/// Of those who wait nothing is kept but how many they are: their tickets say the rest. Of those called and inside there is an entry each, so memory is
/// bounded by <see cref="RoomRules.MostInside"/>. Everything that changes does so under one lock; a poll of somebody whose turn has not come takes none.
/// </remarks>
internal sealed class Room : IDisposable
{
    private const long RewriteAgainMs = 1000;

    private readonly Lock _turn = new();
    private readonly TimeProvider _clock;
    private readonly Dictionary<long, Place> _out = [];
    private readonly Queue<long> _awaited = new();
    private readonly Queue<long> _passes = new();
    private readonly RoomRate _rate = new();
    private volatile RoomJournal _journal;

    private volatile RoomRules _rules;
    private long _issued;
    private long _called;
    private long _emptied;
    private long _admitted;
    private long _lapsed;
    private int _inside;
    private double _credit;
    private long _creditAt;
    private long _rewriteAt;
    private volatile bool _over;
    private bool _soldHere;
    private double _perSecond;
    private HolderTable? _holders;

    public Room(RoomRules rules, RoomJournal journal, IReadOnlyList<Entry> entries, TimeProvider clock)
    {
        (_rules, _journal, _clock) = (rules, journal, clock);
        _creditAt = Now;
        // A process that comes again has used its turns; only a queue that begins has some at once.
        _credit = entries.Count == 0 ? Burst(rules) : 0;
        Replay(entries);
        Begin(rules);
    }

    public RoomRules Rules => _rules;

    public uint Epoch => _journal.Epoch;

    /// <summary>How many hold a number that has not been called; buyers who have gone away silently are among them.</summary>
    public long Waiting => Math.Max(0, Volatile.Read(ref _issued) - Volatile.Read(ref _called));

    /// <summary>How many hold a pass.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>How many have been let in altogether.</summary>
    public long Admitted => Volatile.Read(ref _admitted);

    /// <summary>How many were called and did not come.</summary>
    public long Lapsed => Volatile.Read(ref _lapsed);

    /// <summary>Turns a second, measured; what the rules allow while nothing has been measured.</summary>
    public double PerSecond => Volatile.Read(ref _perSecond);

    /// <summary>Whether the disk does not take what happens: a restart would forget it.</summary>
    public bool IsUnkept => _journal.IsBroken;

    /// <summary>Whether the room tells everybody that there is nothing left.</summary>
    public bool IsOver => _over;

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Puts other rules in force; what has happened stays.</summary>
    public void Update(RoomRules rules)
    {
        lock (_turn)
        {
            if (_soldHere)
                _journal.Add(EntryKind.Reopened, 0, Now);
            _soldHere = false;
            Begin(rules);
        }
    }

    /// <summary>Nothing is left: everybody who waits is told so at the next poll, and nobody else is called. The rules' next change decides anew.</summary>
    public void SellOut()
    {
        lock (_turn)
        {
            _over = _soldHere = true;
            _journal.Add(EntryKind.SoldOut, 0, Now);
            Empty(Now);
        }
    }

    /// <summary>Gives out the next number; it may be its turn at once.</summary>
    /// <param name="holder">Who asks, where that is known: whoever has a number gets the same one again. 0 for nobody known.</param>
    public RoomAnswer Join(ulong holder = 0)
    {
        if (_over)
            return new RoomAnswer(RoomVerdict.SoldOut, 0);
        lock (_turn)
        {
            var now = Now;
            if (_over)
                return new RoomAnswer(RoomVerdict.SoldOut, 0);
            if (holder != 0)
            {
                _holders ??= new HolderTable();
                if (_holders.NumberOf(holder) is > 0 and var held && Judge(new DoorTicket(false, Epoch, held, now), now) is { Verdict: not RoomVerdict.Over } again)
                    return again;
                _holders.Put(holder, _issued + 1);
            }
            _journal.Add(EntryKind.Issued, _issued + 1, now);
            Volatile.Write(ref _issued, _issued + 1);
            Advance(now);
            return _issued <= _called ? Come(_issued, now) : Wait(_issued, now) with { Moment = now };
        }
    }

    /// <summary>What a number of this room's queue is worth now; comes in if it is its turn.</summary>
    public RoomAnswer Poll(in DoorTicket ticket)
    {
        if (ticket.Number > Volatile.Read(ref _called) && !_over)
            return Wait(ticket.Number, Now) with { Moment = ticket.Moment };
        lock (_turn)
            return Judge(ticket, Now);
    }

    /// <summary>A buyer is done and gives the place inside to the next; false when the number had none.</summary>
    public bool Leave(long number)
    {
        lock (_turn)
        {
            if (!_out.Remove(number, out var place))
                return false;
            if (place.IsInside)
                _inside--;
            _journal.Add(EntryKind.Gone, number, Now);
            Advance(Now);
            return true;
        }
    }

    /// <summary>Lets time take effect: passes and calls that are over, and whose turn it is now.</summary>
    public void Advance()
    {
        lock (_turn)
            Advance(Now);
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _journal.Dispose();
            // A request that is under way may still come; its answer is worth nothing and is not kept.
            _journal = RoomJournal.None();
        }
    }

    private static double Burst(RoomRules rules) => Math.Max(1, rules.PerSecond / 5);

    private void Begin(RoomRules rules)
    {
        _rules = rules;
        _over = rules.SoldOut || _soldHere || (rules.Places is { } places && _admitted >= places);
        if (_over)
            Empty(Now);
        Advance(Now);
    }

    private RoomAnswer Judge(in DoorTicket ticket, long now)
    {
        Advance(now);
        // Passes end in the order they began, unless the rules made later ones shorter.
        if (_out.TryGetValue(ticket.Number, out var place) && place.IsInside && place.Deadline <= now && _out.Remove(ticket.Number))
            _inside--;
        else if (place.Deadline > 0)
            return place.IsInside ? new RoomAnswer(RoomVerdict.Inside, ticket.Number, Moment: place.Deadline) : Come(ticket.Number, now);
        if (_over)
            return new RoomAnswer(RoomVerdict.SoldOut, ticket.Number);
        return ticket.Number > _called
            ? Wait(ticket.Number, now) with { Moment = ticket.Moment }
            : new RoomAnswer(RoomVerdict.Over, ticket.Number, Why: ticket.IsPass || ticket.Number <= _emptied ? Refusal.Expired : Refusal.Lapsed);
    }

    private void Advance(long now)
    {
        // 1. Who did not come, and whose pass is over.
        while (_awaited.TryPeek(out var number) && (!_out.TryGetValue(number, out var place) || place.IsInside || place.Deadline <= now))
        {
            _awaited.Dequeue();
            if (_out.TryGetValue(number, out place) && !place.IsInside)
            {
                _out.Remove(number);
                _lapsed++;
                _journal.Add(EntryKind.Gone, number, now);
            }
        }
        while (_passes.TryPeek(out var number) && (!_out.TryGetValue(number, out var place) || place.Deadline <= now))
        {
            _passes.Dequeue();
            if (_out.Remove(number))
                _inside--;
        }

        // 2. How many turns there are.
        var rules = _rules;
        _credit = Math.Min(Burst(rules), _credit + Math.Max(0, now - _creditAt) * rules.PerSecond / 1000);
        _creditAt = now;
        var turns = !rules.Open || _over ? 0 : (long)Math.Min(Math.Min(_issued - _called, _credit), Math.Min(rules.Inside - _out.Count, PlacesLeft(rules) ?? long.MaxValue));

        // 3. Whose they are: the next numbers', and the journal knows before anybody else.
        if (turns > 0)
        {
            _journal.Add(EntryKind.Called, _called + turns, now);
            for (var i = 1; i <= turns; i++)
                Call(_called + i, now + rules.GraceSeconds * 1000L);
            _credit -= turns;
            Volatile.Write(ref _called, _called + turns);
            _rate.Add(now, turns);
        }
        // Nothing measured: a full room gives a place back as passes end.
        var expected = _out.Count < rules.Inside ? rules.PerSecond : rules.Inside / (double)rules.PassSeconds;
        Volatile.Write(ref _perSecond, !rules.Open || _over ? 0 : _rate.PerSecond(now) is > 0 and var measured ? measured : expected);
        if (_journal.IsLong || _journal.IsBroken)
            Rewrite(now);
    }

    private void Rewrite(long now)
    {
        if (now < _rewriteAt)
            return;
        _journal = _journal.Rewrite(Kept());
        _rewriteAt = now + RewriteAgainMs;
    }

    private void Call(long number, long deadline)
    {
        _out[number] = new Place(false, deadline);
        _awaited.Enqueue(number);
    }

    private RoomAnswer Come(long number, long now)
    {
        if (!_out.ContainsKey(number))
            return new RoomAnswer(RoomVerdict.Over, number, Why: Refusal.Lapsed);
        var until = now + _rules.PassSeconds * 1000L;
        _journal.Add(EntryKind.Came, number, until);
        _out[number] = new Place(true, until);
        _passes.Enqueue(number);
        _inside++;
        _admitted++;
        if (_rules.Places is { } places && _admitted >= places)
        {
            _over = true;
            Empty(now);
        }
        return new RoomAnswer(RoomVerdict.Admitted, number, Moment: until);
    }

    private RoomAnswer Wait(long number, long now)
    {
        var (rules, perSecond, position) = (_rules, PerSecond, number - Volatile.Read(ref _called));
        return new RoomAnswer(
            RoomVerdict.Waiting,
            number,
            position,
            perSecond > 0 ? (int)Math.Min(86_400, Math.Ceiling(position / perSecond)) : -1,
            PollPace.Next(number, position, Waiting, perSecond, rules.PollSeconds * 1000, now),
            PlacesLeft: PlacesLeft(rules));
    }

    // Who is called has a place until the turn lapses. Read without the lock it may be off by a few.
    private long? PlacesLeft(RoomRules rules) => rules.Places is { } places ? Math.Max(0, places - Volatile.Read(ref _admitted) - (_out.Count - Volatile.Read(ref _inside))) : null;

    // Those inside keep their passes; those called and those waiting wait no more.
    private void Empty(long now)
    {
        while (_awaited.TryDequeue(out var number))
        {
            if (_out.TryGetValue(number, out var place) && !place.IsInside)
                _out.Remove(number);
        }
        if (_emptied == _issued)
            return;
        _emptied = _issued;
        Volatile.Write(ref _called, _issued);
        _journal.Add(EntryKind.Emptied, _issued, now);
    }

    // Whoever was called when the process ended could not come: their time begins again.
    private void Replay(IReadOnlyList<Entry> entries)
    {
        var now = Now;
        foreach (var (kind, number, time) in entries)
        {
            switch (kind)
            {
                case EntryKind.Issued:
                    _issued = number;
                    break;
                case EntryKind.Called:
                    for (var next = _called + 1; next <= number; next++)
                        Call(next, now + _rules.GraceSeconds * 1000L);
                    _called = number;
                    break;
                case EntryKind.Came:
                    _inside += _out.TryGetValue(number, out var place) && place.IsInside ? 0 : 1;
                    _out[number] = new Place(true, time);
                    _passes.Enqueue(number);
                    _admitted++;
                    break;
                case EntryKind.Gone:
                    if (_out.Remove(number, out var gone) && gone.IsInside)
                        _inside--;
                    break;
                case EntryKind.Emptied:
                    _emptied = number;
                    _called = Math.Max(_called, number);
                    while (_awaited.TryDequeue(out var called))
                    {
                        if (_out.TryGetValue(called, out var awaited) && !awaited.IsInside)
                            _out.Remove(called);
                    }
                    break;
                case EntryKind.SoldOut or EntryKind.Reopened:
                    _soldHere = kind == EntryKind.SoldOut;
                    break;
                case EntryKind.Admitted:
                    _admitted = number;
                    break;
            }
        }
    }

    // The same state in few entries. Those inside are counted when they are read.
    private List<Entry> Kept()
    {
        var awaited = _out.Where(one => !one.Value.IsInside).Select(one => one.Key).Order().ToArray();
        // Numbers before the first awaited one need no call of their own.
        var before = awaited.Length > 0 ? awaited[0] - 1 : _called;
        List<Entry> kept = [new(EntryKind.Issued, _issued, 0), new(EntryKind.Emptied, before, 0), new(EntryKind.Called, _called, 0)];
        for (var number = before + 1; number <= _called; number++)
        {
            if (!_out.ContainsKey(number))
                kept.Add(new Entry(EntryKind.Gone, number, 0));
        }
        kept.Add(new Entry(EntryKind.Admitted, _admitted - _inside, 0));
        if (_soldHere)
            kept.Add(new Entry(EntryKind.SoldOut, 0, 0));
        kept.AddRange(_passes.Where(_out.ContainsKey).Select(number => new Entry(EntryKind.Came, number, _out[number].Deadline)));
        return kept;
    }

    private readonly record struct Place(bool IsInside, long Deadline);
}
