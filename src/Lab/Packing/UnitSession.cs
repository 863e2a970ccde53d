using Seawall.Lab.Logs;

namespace Seawall.Lab.Packing;

/// <summary>One session of the log while its units are cut: the unit in progress and the state set up so far.</summary>
internal sealed class UnitSession(int number, int database, SessionState state)
{
    private SessionState _stateAtEnd = state;
    private ulong _transaction;

    public int Number => number;
    public int Database => database;

    /// <summary>State at the start of the unit in progress.</summary>
    public SessionState State { get; private set; } = state;

    public List<PackedStatement> Statements { get; } = [];
    public UnitTraits Traits { get; private set; }
    public byte Status { get; set; } = (byte)'I';
    public bool RolledBack { get; set; }

    /// <summary>A log without statuses tells a pipeline by its virtual transaction: the finished statement's, while the next may still join it; 0 when none can.</summary>
    public ulong MayContinue { get; set; }

    /// <summary>True when the event belongs to the next unit although nothing had ended this one yet.</summary>
    public bool EndsBefore(in LogEvent e) => MayContinue != 0 && (e.Transaction != MayContinue || e.Kind != EventKind.Extended);

    public void Add(in PackedStatement statement, ulong transaction, UnitTraits traits)
    {
        if (MayContinue != 0 && Statements.Count > 0 && transaction == _transaction)
        {
            PackedStatement joined = Statements[^1];
            joined.EndsStep = false;
            Statements[^1] = joined;
        }

        _transaction = transaction;
        Statements.Add(statement);
        Traits |= traits;
    }

    /// <summary>A further fetch took this much longer.</summary>
    public void Lengthen(long micros)
    {
        if (Statements.Count > 0 && micros > 0)
        {
            PackedStatement last = Statements[^1];
            last.DurationMicros = (int)Math.Min(int.MaxValue, Math.Max(0, last.DurationMicros) + micros);
            Statements[^1] = last;
        }
    }

    public void ChangeState(ReadOnlySpan<byte> sql) => _stateAtEnd = _stateAtEnd.After(sql);

    /// <summary>State the unit leaves; a rolled back transaction leaves the one it found.</summary>
    public SessionState StateAtEnd() => RolledBack || Status != 'I' ? State : _stateAtEnd;

    public void BeginUnit()
    {
        State = StateAtEnd();
        _stateAtEnd = State;
        Statements.Clear();
        Traits = UnitTraits.None;
        RolledBack = false;
        MayContinue = 0;
    }
}
