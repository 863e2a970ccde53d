using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Seawall.Gate.Tracking;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Statistics;

/// <summary>
/// Says what a SQL text is. A text seen before costs a hash and a look-up; a new one is analysed, and kept by its hash only,
/// so texts with ever new literals neither allocate nor fill memory.
/// </summary>
internal sealed class StatementCatalog
{
    private const int CachedTexts = 8192;
    private const int LongestAnalysed = 64 * 1024;

    private readonly int _most;
    private readonly NameTable _names;
    private readonly StatementAnalyzer _analyzer = new();
    private readonly CachedText[] _texts = new CachedText[CachedTexts];
    private readonly Dictionary<ulong, StatementInfo> _statements = [];

    // Without it a client could craft texts that share a hash and hide one behind the other.
    private readonly long _hashSeed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private int _nextId = 1;

    public StatementCatalog(NameTable names, int most)
    {
        _names = names;
        _most = most;
    }

    /// <summary>Stands for every statement met after the catalog was full.</summary>
    public StatementInfo Other { get; } = new(0, 0, "other", []);

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
    }

    /// <summary>Makes room once most of it is taken: statements still in use are met again, others are gone.</summary>
    public void ForgetIfCrowded()
    {
        if (_statements.Count < _most / 4 * 3)
            return;
        _statements.Clear();
        Array.Clear(_texts);
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
            return info;
        if (_statements.Count >= _most)
            return Other;
        string[] tables = new string[_analyzer.TableCount];
        for (int i = 0; i < tables.Length; i++)
            tables[i] = Encoding.UTF8.GetString(_analyzer.Table(i));
        info = new StatementInfo(_nextId++, fingerprint, Encoding.UTF8.GetString(_analyzer.Normalized), tables);
        _statements.Add(fingerprint, info);
        return info;
    }

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
    }
}
