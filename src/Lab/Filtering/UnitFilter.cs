using System.Text;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Filtering;

/// <summary>Writes a unit anew without the statements that are left out. Called with every unit once, in captured order.</summary>
internal sealed class UnitFilter
{
    private readonly Manifest _manifest;
    private readonly IStatementRules _rules;
    private readonly LeftOutStatements _leftOut;
    private readonly bool _rollsBack;
    private readonly DigestVerdict[] _digests;
    private readonly Dictionary<int, SessionNames> _sessions = [];
    private readonly Dictionary<int, LeftOutNames> _states = [];
    private readonly List<int> _keptHere = [];
    private readonly WireWriter _wire = new();
    private byte[] _statements = new byte[1024];
    private SessionNames _names = new();
    private bool _chains;
    private bool _anyWork;
    private bool _anyLeftOut;
    private bool _failed;

    public UnitFilter(Manifest manifest, IStatementRules rules, LeftOutStatements leftOut)
    {
        (_manifest, _rules, _leftOut) = (manifest, rules, leftOut);
        _rollsBack = rules is RollbackRules;
        _digests = [.. manifest.Digests.Select(d => DigestVerdict.Of(d, rules))];
        Kept = new long[_digests.Length];
    }

    /// <summary>Statements kept so far, by fingerprint.</summary>
    public long[] Kept { get; }

    /// <summary>Adds the unit's steps to the record; returns how many, 0 when nothing is left of it.</summary>
    public int Write(ReadOnlySpan<byte> bytes, UnitRecord into, out bool resets)
    {
        var unit = new LaneUnit(bytes);
        _names = NamesOf(unit);
        (_anyWork, _anyLeftOut, _failed) = (false, false, false);
        _keptHere.Clear();
        (bool undoes, bool begins) = _rollsBack ? Look(bytes) : default;
        resets = undoes && unit.State != unit.StateAfter;
        if (_rollsBack && !undoes)
        {
            return Copy(bytes, into);
        }

        // A unit that begins its transaction by itself only has its ends turned; any other lies in one that is begun and rolled back around it.
        _chains = undoes && !begins;
        int steps = 0;
        if (_chains)
        {
            into.AddBare("BEGIN"u8);
            steps++;
        }

        int at = unit.FirstStep;
        for (int i = 0; i < unit.Steps; i++)
        {
            var step = new LaneStep(bytes[at..]);
            at += step.Length;
            steps += WriteStep(step, into) ? 1 : 0;
        }

        bool isEmpty = _anyLeftOut && !_anyWork;
        foreach (int digest in _keptHere)
        {
            if (isEmpty)
            {
                _leftOut.Add(Reasons.EmptyTransaction, digest);
            }
            else
            {
                Kept[digest]++;
            }
        }

        if (isEmpty)
        {
            return 0;
        }

        if (_chains)
        {
            into.AddBare("ROLLBACK"u8);
            steps++;
        }

        return steps;
    }

    private int Copy(ReadOnlySpan<byte> bytes, UnitRecord into)
    {
        var unit = new LaneUnit(bytes);
        into.Add(bytes[unit.FirstStep..unit.Length]);
        int at = unit.FirstStep;
        for (int i = 0; i < unit.Steps; i++)
        {
            var step = new LaneStep(bytes[at..]);
            at += step.Length;
            for (int s = 0; s < step.Statements; s++)
            {
                Kept[step.Statement(s).Digest]++;
            }
        }

        return unit.Steps;
    }

    /// <summary>Whether a rollback has anything to undo in the unit, and whether its first statement opens its transaction.</summary>
    private (bool Undoes, bool Begins) Look(ReadOnlySpan<byte> bytes)
    {
        var unit = new LaneUnit(bytes);
        bool undoes = false;
        bool begins = false;
        int at = unit.FirstStep;
        for (int i = 0; i < unit.Steps; i++)
        {
            var step = new LaneStep(bytes[at..]);
            at += step.Length;
            for (int s = 0; s < step.Statements; s++)
            {
                DigestVerdict digest = _digests[step.Statement(s).Digest];
                undoes |= digest.Writes;
                begins |= i == 0 && s == 0 && digest.Effect == TransactionEffect.Opens;
            }
        }

        return (undoes, begins);
    }

    private bool WriteStep(LaneStep step, UnitRecord into)
    {
        _wire.Clear();
        if (_statements.Length < step.Statements * LaneFormat.StatementLength)
        {
            _statements = new byte[step.Statements * LaneFormat.StatementLength];
        }

        int kept = 0;
        bool endsExtended = false;
        ReadOnlySpan<byte> wire = step.Wire;
        var texts = new WireStatements(wire);
        for (int i = 0; i < step.Statements && texts.Next(out WireStatement statement); i++)
        {
            LaneStatement known = step.Statement(i);
            Verdict verdict = Decide(known, statement.Text);
            if (!verdict.IsKept)
            {
                _leftOut.Add(verdict.Reason!, known.Digest);
                _anyLeftOut = true;
                _failed |= known.SqlState != 0;
                continue;
            }

            _keptHere.Add(known.Digest);
            Span<byte> copy = _statements.AsSpan(kept++ * LaneFormat.StatementLength, LaneFormat.StatementLength);
            known.Bytes.CopyTo(copy);
            ReadOnlySpan<byte> messages = wire.Slice(statement.Start, statement.Length);
            endsExtended = statement.IsExtended;
            if (verdict.Replacement is { } text)
            {
                _wire.Add(messages, statement.IsExtended, Encoding.UTF8.GetBytes(text));
                LaneStatement.ForgetRows(copy);
            }
            else
            {
                _wire.Add(messages);
            }
        }

        if (kept > 0)
        {
            into.AddStep(_statements.AsSpan(0, kept * LaneFormat.StatementLength), kept, _wire.End(endsExtended));
        }

        return kept > 0;
    }

    private Verdict Decide(LaneStatement known, ReadOnlySpan<byte> text)
    {
        DigestVerdict digest = _digests[known.Digest];
        if (digest.Fixed is { } verdict)
        {
            verdict = InPlace(verdict, digest.Effect, known.SqlState);
            _anyWork |= verdict.IsKept && digest.Effect == TransactionEffect.None;
            return verdict;
        }

        return DecideParts(known.SqlState, text);
    }

    /// <summary>A text of several statements keeps those that are kept.</summary>
    private Verdict DecideParts(ulong sqlState, ReadOnlySpan<byte> text)
    {
        string? reason = null;
        bool replaced = false;
        int count = 0;
        var rest = new List<string>();
        var parts = new StatementParts(text);
        while (parts.Next(out StatementPart part))
        {
            count++;
            TransactionEffect effect = StatementTraits.Of(part.Text).Transaction;
            Verdict verdict = InPlace(_rules.Of(part, _names), effect, sqlState);
            if (!verdict.IsKept)
            {
                reason ??= verdict.Reason;
                continue;
            }

            _anyWork |= effect == TransactionEffect.None;
            replaced |= verdict.Replacement is not null;
            rest.Add(verdict.Replacement ?? Encoding.UTF8.GetString(part.Text));
        }

        return count > 0 && rest.Count == 0 ? Verdict.LeaveOut(reason!)
            : rest.Count < count || replaced ? Verdict.Replace(string.Join(';', rest))
            : Verdict.Keep;
    }

    /// <summary>The verdict where the statement stands: what a left-out error had made the log refuse is left out too.</summary>
    private Verdict InPlace(Verdict verdict, TransactionEffect effect, ulong sqlState)
    {
        if (effect is TransactionEffect.Commits or TransactionEffect.RollsBack)
        {
            _failed = false;
            return _chains && verdict.IsKept ? Verdict.Replace("ROLLBACK AND CHAIN") : verdict;
        }

        return _failed && sqlState != 0 && verdict.IsKept ? Verdict.LeaveOut(Reasons.AfterLeftOutError) : verdict;
    }

    /// <summary>The session's cursors so far, and what the unit's state has prepared: by a clock of milliseconds a session's units may be out of order, their states are not.</summary>
    private SessionNames NamesOf(LaneUnit unit)
    {
        if (!_sessions.TryGetValue(unit.Session, out SessionNames? names))
        {
            _sessions.Add(unit.Session, names = new SessionNames());
        }

        if (!_states.TryGetValue(unit.State, out LeftOutNames? prepared))
        {
            var state = new SessionNames();
            foreach (string statement in _manifest.States[unit.State].Statements)
            {
                var parts = new StatementParts(Encoding.UTF8.GetBytes(statement));
                while (parts.Next(out StatementPart part))
                {
                    _ = _rules.Of(part, state);
                }
            }

            _states.Add(unit.State, prepared = state.Prepared);
        }

        names.Prepared = new LeftOutNames(prepared);
        return names;
    }
}
