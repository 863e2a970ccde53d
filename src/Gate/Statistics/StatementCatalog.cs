using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Seawall.Gate.HotRows;
using Seawall.Gate.Tracking;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Statistics;

/// <summary>
/// Says what a SQL text is. A text seen before costs a hash and a look-up; a new one is analysed, and kept by its hash only,
/// so texts with ever new literals neither allocate nor fill memory. A full catalog forgets statements that were not met lately; met again, they are described anew.
/// </summary>
internal sealed class StatementCatalog
{
    private const int CachedTexts = 8192;
    private const int LongestText = 8 * 1024;

    /// <summary>Bytes of a statement that decide what it is.</summary>
    public const int LongestAnalysed = 64 * 1024;

    private readonly int _most;
    private readonly NameTable _names;
    private readonly StatementAnalyzer _analyzer = new();
    private readonly CachedText[] _texts = new CachedText[CachedTexts];
    private readonly Dictionary<ulong, StatementInfo> _statements = [];
    private readonly List<StatementInfo> _clock = [];
    private int _hand;

    // Without it a client could craft texts that share a hash and hide one behind the other.
    private readonly long _hashSeed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    public StatementCatalog(NameTable names, int most)
    {
        _names = names;
        _most = most;
    }

    /// <summary>Stands for every statement there was no room for.</summary>
    public StatementInfo Other { get; } = new(0, StatementKind.Other, "other", []);

    /// <summary>Stands for every FunctionCall message: it names its function by a number only.</summary>
    public StatementInfo FunctionCall { get; } = new(0, StatementKind.Call, "function call", []);

    /// <summary>Statements known now.</summary>
    public int Count => _statements.Count;

    /// <summary>Texts that had to be analysed.</summary>
    public long Analysed { get; private set; }

    public void Describe(ReadOnlySpan<byte> sql, StatementText into)
    {
        ulong hash = XxHash3.HashToUInt64(sql, _hashSeed);
        ref CachedText cached = ref _texts[hash % CachedTexts];
        if (cached.Hash != hash || cached.Info is null)
            cached = Analyse(sql[..Math.Min(sql.Length, LongestAnalysed)], hash);
        into.Info = cached.Info;
        into.Role = cached.Role;
        into.Caller = cached.Caller;
        into.Mark = cached.Mark;
        into.Application = cached.Application;
        into.Effect = cached.Effect;
        into.IsCopy = cached.IsCopy;
        into.RowKey = cached.RowKey;
    }

    /// <summary>Makes the text stand for statements whose own was not kept.</summary>
    public StatementText DescribeRest(StatementText into) => DescribeAs(Other, into);

    /// <summary>Makes the text stand for a FunctionCall message.</summary>
    public StatementText DescribeCall(StatementText into) => DescribeAs(FunctionCall, into);

    private StatementText DescribeAs(StatementInfo info, StatementText into)
    {
        into.Info = info;
        into.Role = into.Caller = into.Mark = into.Application = _names.None;
        into.Effect = Effect.None;
        into.IsCopy = false;
        into.RowKey = default;
        into.IsNamed = into.IsCut = true;
        return into;
    }

    private CachedText Analyse(ReadOnlySpan<byte> sql, ulong hash)
    {
        Analysed++;
        _analyzer.Analyze(sql);
        return new CachedText
        {
            Hash = hash,
            Info = InfoOf(_analyzer.Fingerprint),
            Role = _names.Of(_analyzer.Tag("role"u8)),
            Caller = _names.Of(_analyzer.Tag("caller"u8)),
            Mark = _names.Of(_analyzer.Tag("mark"u8)),
            Application = _names.Of(_analyzer.Tag("application"u8)),
            IsCopy = _analyzer.Kind == StatementKind.Copy,
            RowKey = RowKeyReader.Read(_analyzer, sql),
            Effect = _analyzer.Kind switch
            {
                StatementKind.Begin => Effect.Begins,
                StatementKind.Commit or StatementKind.Rollback => Effect.Ends,
                _ => Effect.None,
            },
        };
    }

    private StatementInfo InfoOf(ulong fingerprint)
    {
        if (_statements.TryGetValue(fingerprint, out StatementInfo? info))
        {
            info.IsWarm = true;
            return info;
        }
        string[] tables = new string[_analyzer.TableCount];
        for (int i = 0; i < tables.Length; i++)
            tables[i] = Encoding.UTF8.GetString(_analyzer.Table(i));
        info = new StatementInfo(fingerprint, _analyzer.Kind, TextOf(_analyzer.Normalized), tables);
        Remember(info);
        return info;
    }

    private void Remember(StatementInfo info)
    {
        _statements.Add(info.Fingerprint, info);
        if (_clock.Count < _most)
        {
            _clock.Add(info);
            return;
        }
        while (_clock[_hand].IsWarm)
        {
            _clock[_hand].IsWarm = false;
            _hand = (_hand + 1) % _clock.Count;
        }
        _statements.Remove(_clock[_hand].Fingerprint);
        _clock[_hand] = info;
        _hand = (_hand + 1) % _clock.Count;
    }

    private static string TextOf(ReadOnlySpan<byte> normalized) =>
        normalized.Length <= LongestText ? Encoding.UTF8.GetString(normalized) : Encoding.UTF8.GetString(normalized[..LongestText]) + "…";

    private struct CachedText
    {
        public ulong Hash;
        public StatementInfo Info;
        public Name Role;
        public Name Caller;
        public Name Mark;
        public Name Application;
        public Effect Effect;
        public bool IsCopy;
        public RowKey RowKey;
    }
}
