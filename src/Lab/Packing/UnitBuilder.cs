using System.Runtime.InteropServices;
using System.Text;
using Seawall.Lab.Digests;
using Seawall.Lab.Logs;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Packing;

/// <summary>
/// Cuts a log into units: follows every session's transaction status (as captured, or by the statements when the log has none),
/// its pipelines and its state. Statements of one unit come to lie together in <see cref="Statements"/>.
/// </summary>
internal sealed class UnitBuilder(Spool spool)
{
    private readonly Dictionary<(int Origin, ulong Session), UnitSession> _sessions = [];
    private readonly Dictionary<string, int> _origins = new(StringComparer.Ordinal);
    private readonly Dictionary<int, StatementTraits> _traits = [];
    private readonly Dictionary<string, int> _databases = new(StringComparer.Ordinal);
    private readonly List<PackedStatement> _statements = [];
    private readonly List<PackedUnit> _units = [];
    private readonly List<int> _unitDatabases = [];
    private readonly HashSet<int> _stickySessions = [];

    public DigestTable Digests { get; } = new();
    public StateTable States { get; } = new();
    public LeftOut LeftOut { get; } = new();
    public ReadOnlySpan<PackedStatement> Statements => CollectionsMarshal.AsSpan(_statements);
    public ReadOnlySpan<PackedUnit> Units => CollectionsMarshal.AsSpan(_units);
    public IReadOnlyList<int> UnitDatabases => _unitDatabases;
    public IEnumerable<string> Databases => _databases.OrderBy(d => d.Value).Select(d => d.Key);
    public int Sessions => _sessions.Count;

    /// <summary>Takes the log's next event.</summary>
    public void Add(string origin, in LogEvent e)
    {
        UnitSession session = SessionOf(origin, e);
        if (e.Kind == EventKind.Continuation)
        {
            session.Lengthen(e.DurationMicros);
            return;
        }

        Digest digest = Digests.Of(e.Sql);
        ref StatementTraits traits = ref CollectionsMarshal.GetValueRefOrAddDefault(_traits, digest.Index, out bool known);
        if (!known)
        {
            traits = StatementTraits.Of(e.Sql);
        }

        if (session.EndsBefore(e))
        {
            Close(session);
        }

        byte before = e.StatusBefore != 0 ? e.StatusBefore : session.Status;
        byte after = e.StatusAfter != 0 ? e.StatusAfter : StatusAfter(before, traits.Transaction, e.Failed);
        Keep(session, e, digest, traits);
        session.Status = after;
        if (after == 'I' && !e.InPipeline)
        {
            session.MayContinue = e.Kind == EventKind.Extended && before == 'I' && e.StatusAfter == 0 && e.Transaction != 0 ? e.Transaction : 0;
            session.RolledBack = traits.Transaction == TransactionEffect.RollsBack || before == 'E';
            if (session.MayContinue == 0)
            {
                Close(session);
            }
        }
    }

    /// <summary>Ends what the log left open and marks the units of sticky sessions.</summary>
    public void Finish()
    {
        foreach (UnitSession session in _sessions.Values)
        {
            Close(session);
        }

        foreach (ref PackedUnit unit in CollectionsMarshal.AsSpan(_units))
        {
            unit.Traits |= _stickySessions.Contains(unit.Session) ? UnitTraits.Sticky : UnitTraits.None;
        }
    }

    /// <summary>The transaction status that a statement leaves, for logs that do not tell it.</summary>
    internal static byte StatusAfter(byte before, TransactionEffect effect, bool failed) => before switch
    {
        (byte)'I' => effect == TransactionEffect.Opens && !failed ? (byte)'T' : (byte)'I',
        (byte)'E' => effect is TransactionEffect.Commits or TransactionEffect.RollsBack ? (byte)'I' : (byte)'E',
        _ when failed => effect == TransactionEffect.Commits ? (byte)'I' : (byte)'E',
        _ => effect is TransactionEffect.Commits or TransactionEffect.RollsBack ? (byte)'I' : (byte)'T',
    };

    private void Keep(UnitSession session, in LogEvent e, Digest digest, StatementTraits traits)
    {
        if (traits.CopiesIn || e.Kind == EventKind.Function)
        {
            LeftOut.Count(traits.CopiesIn ? LeftOutReason.CopyFromClient : LeftOutReason.FunctionCall);
            return;
        }

        long offset = spool.Length;
        int length = e.IsCut || LacksValues(e) ? -1 : spool.Add(e);
        if (length < 0)
        {
            LeftOut.Count(LeftOutReason.ValuesUnknown);
            return;
        }

        if (traits.Sticks)
        {
            _stickySessions.Add(session.Number);
        }

        UnitTraits unitTraits = (digest.ReadOnly ? UnitTraits.None : UnitTraits.Writes)
            | (traits.Discards ? UnitTraits.Discards : UnitTraits.None)
            | (traits.Resets ? UnitTraits.Resets : UnitTraits.None);
        session.Add(
            new PackedStatement
            {
                Offset = offset,
                Length = length,
                Digest = digest.Index,
                StartMicros = e.StartMicros,
                DurationMicros = (int)Math.Min(e.DurationMicros, int.MaxValue),
                Rows = (int)Math.Min(e.Rows, int.MaxValue),
                SqlState = Pack(e.SqlState),
                IsExtended = e.Kind == EventKind.Extended,
                EndsStep = e.Kind != EventKind.Extended || !e.InPipeline,
            },
            e.Transaction,
            unitTraits);
        if (traits.ChangesState && !e.Failed)
        {
            session.ChangeState(e.Sql);
        }
    }

    /// <summary>A server's log has a failed statement's values only with log_parameter_max_length_on_error. The parameters in a PREPARE are not its own.</summary>
    private static bool LacksValues(in LogEvent e)
    {
        if (e.Kind != EventKind.Extended || !e.Parameters.IsEmpty)
        {
            return false;
        }

        var lexer = new SqlLexer(e.Sql);
        bool isFirst = true;
        while (lexer.Next(out SqlToken token))
        {
            if (token.Kind == SqlTokenKind.Parameter)
            {
                return true;
            }

            if (isFirst && token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(e.Sql.Slice(token.Start, token.Length), "prepare"u8))
            {
                return false;
            }

            isFirst &= token.Kind is SqlTokenKind.Comment or SqlTokenKind.Hint;
        }

        return false;
    }

    private void Close(UnitSession session)
    {
        if (session.Statements.Count > 0)
        {
            Span<PackedStatement> statements = CollectionsMarshal.AsSpan(session.Statements);
            statements[^1].EndsStep = true;
            SessionState before = session.State;
            SessionState after = session.StateAtEnd();
            _units.Add(new PackedUnit
            {
                FirstStatement = _statements.Count,
                Statements = statements.Length,
                StartMicros = statements[0].StartMicros,
                Session = session.Number,
                State = States.IdOf(before),
                StateAfter = ReferenceEquals(before, after) ? States.IdOf(before) : States.IdOf(after),
                Traits = session.Traits
                    | (statements.Length == 1 && session.Traits.HasFlag(UnitTraits.Discards) ? UnitTraits.AnyState : UnitTraits.None)
                    | (session.Status == 'I' ? UnitTraits.None : UnitTraits.EndsOpen),
            });
            _unitDatabases.Add(session.Database);
            _statements.AddRange(statements);
        }

        session.BeginUnit();
    }

    private UnitSession SessionOf(string origin, in LogEvent e)
    {
        ref int originId = ref CollectionsMarshal.GetValueRefOrAddDefault(_origins, origin, out bool known);
        originId = known ? originId : _origins.Count;
        ref UnitSession? session = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, (originId, e.Session), out _);
        return session ??= new UnitSession(_sessions.Count - 1, DatabaseOf(e.Database), SessionState.Of(Encoding.UTF8.GetString(e.User)));
    }

    private int DatabaseOf(ReadOnlySpan<byte> name)
    {
        string text = Encoding.UTF8.GetString(name);
        if (!_databases.TryGetValue(text, out int id))
        {
            id = _databases.Count;
            _databases.Add(text, id);
        }

        return id;
    }

    private static ulong Pack(ReadOnlySpan<byte> sqlState)
    {
        ulong packed = 0;
        for (int i = Math.Min(5, sqlState.Length) - 1; i >= 0; i--)
        {
            packed = (packed << 8) | sqlState[i];
        }

        return packed;
    }
}
