using System.Collections.Frozen;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;

namespace Seawall.Gate.Pausing;

/// <summary>
/// The first stage of the judge: while a database is paused, statements that begin something wait here, without an error, until it is resumed. What belongs to an
/// open transaction passes, so that it can end.
/// </summary>
internal sealed class PauseStage : Stage
{
    /// <summary>The name that stands for every database.</summary>
    public const string Everything = "";

    // A pause has no end but RESUME: 24 days, the longest a timer takes.
    private static readonly Verdict s_wait = Verdict.Wait(int.MaxValue, new StatementRefusal(
        StatementRefusal.Busy, "the gate is paused and nobody resumed it", "RESUME on the gate's console, or go past the gate; retry_after_ms=60000", "pause"));

    private readonly Lock _turn = new();
    private volatile FrozenDictionary<string, SlotQueue>? _paused;

    /// <summary>The databases that are paused; <see cref="Everything"/> among them when all are.</summary>
    public IReadOnlyCollection<string> Paused => _paused?.Keys ?? (IReadOnlyCollection<string>)[];

    /// <summary>Statements that wait for a resume.</summary>
    public int Waiting => _paused?.Values.Sum(queue => queue.Waiting) ?? 0;

    /// <summary>Whether statements of this database wait now.</summary>
    public bool IsPaused(string database) => Find(database) is not null;

    public override Verdict Enter(in StatementCall call, Ticket ticket)
    {
        if (_paused is null || call.InTransaction || Find(call.Session.Database.Text) is not { } queue)
            return Verdict.Allow;
        return queue.Enter(ticket, call.NowMicros) == SlotAnswer.Waits ? s_wait : Verdict.Allow;
    }

    /// <summary>Whether this ticket waits for a resume.</summary>
    public bool Holds(Ticket ticket) => ticket.WaitsIn is { } queue && _paused?.Values.Contains(queue) == true;

    /// <summary>Lets statements of a database wait from now on; false when they do already.</summary>
    public bool Pause(string database)
    {
        lock (_turn)
        {
            if (_paused?.ContainsKey(database) == true)
                return false;
            Dictionary<string, SlotQueue> next = new(_paused ?? FrozenDictionary<string, SlotQueue>.Empty) { [database] = new SlotQueue(0, int.MaxValue) };
            _paused = next.ToFrozenDictionary(StringComparer.Ordinal);
            return true;
        }
    }

    /// <summary>Lets what waits go on; false when the database is not paused by this name.</summary>
    public bool Resume(string database)
    {
        SlotQueue? queue;
        lock (_turn)
        {
            if (_paused is not { } paused || !paused.TryGetValue(database, out queue))
                return false;
            _paused = paused.Count == 1 ? null : paused.Where(p => p.Key != database).ToFrozenDictionary(StringComparer.Ordinal);
        }
        // Whoever read the former set and comes after this finds places free.
        queue.Resize(int.MaxValue);
        return true;
    }

    private SlotQueue? Find(string database) =>
        _paused is not { } paused ? null : paused.TryGetValue(database, out SlotQueue? queue) || paused.TryGetValue(Everything, out queue) ? queue : null;
}
