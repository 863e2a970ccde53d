using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Digests;

/// <summary>
/// Every fingerprint of a log with a dense number. The same text is analysed once in a while only: a direct-mapped
/// cache by the text's 64-bit hash and length answers for repeats, which is most of what prepared statements log.
/// Of MySQL's texts, which hold their values, the skeleton is looked up.
/// </summary>
internal sealed class DigestTable
{
    private const int CacheSize = 1 << 14;

    private readonly StatementAnalyzer?[] _analyzers = new StatementAnalyzer?[8];
    private StatementAnalyzer _analyzer = new();
    private SqlDialect _dialect;
    private readonly Dictionary<ulong, Digest> _byFingerprint = [];
    private readonly Dictionary<string, int> _tableIds = new(StringComparer.Ordinal);
    private readonly List<Digest> _digests = [];
    private readonly List<string> _tables = [];
    private readonly CachedText[] _cache = new CachedText[CacheSize];

    public IReadOnlyList<Digest> All => _digests;

    public IReadOnlyList<string> Tables => _tables;

    /// <summary>Whose rules the texts to come are read by.</summary>
    public SqlDialect Dialect
    {
        set
        {
            if (_dialect != value)
            {
                _analyzers[(int)_dialect] = _analyzer;
                _analyzer = _analyzers[(int)value] ?? new StatementAnalyzer(value);
                _dialect = value;

                // The same text may mean something else.
                Array.Clear(_cache);
            }
        }
    }

    /// <summary>Values of the comment tag <c>role</c>.</summary>
    public NameTable Roles { get; } = new();

    /// <summary>Values of the comment tag <c>route</c>: the interface that the statement serves.</summary>
    public NameTable Routes { get; } = new();

    public Digest Of(ReadOnlySpan<byte> sql) => Of(sql, out _, out _);

    /// <summary>The statement's digest and the number of the role its comment names.</summary>
    public Digest Of(ReadOnlySpan<byte> sql, out int role) => Of(sql, out role, out _);

    /// <summary>The statement's digest and the numbers of the role and the route its comment names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Digest Of(ReadOnlySpan<byte> sql, out int role, out int route)
    {
        ulong hash = _dialect == SqlDialect.Postgres ? XxHash3.HashToUInt64(sql) : MySqlSkeleton.Of(sql, _dialect);
        ref CachedText cached = ref _cache[(int)(hash & (CacheSize - 1))];
        if (cached.Digest is { } known && cached.Hash == hash && cached.Length == LengthOf(sql))
        {
            (role, route) = (cached.Role, cached.Route);
            return known;
        }

        _analyzer.Analyze(sql);
        ref Digest? digest = ref CollectionsMarshal.GetValueRefOrAddDefault(_byFingerprint, _analyzer.Fingerprint, out _);
        digest ??= Add();
        role = Roles.IdOf(_analyzer.Tag("role"u8));
        route = Routes.IdOf(_analyzer.Tag("route"u8));
        cached = new CachedText(hash, LengthOf(sql), role, route, digest);
        return digest;
    }

    // A skeleton's texts are of many lengths.
    private int LengthOf(ReadOnlySpan<byte> sql) => _dialect == SqlDialect.Postgres ? sql.Length : 0;

    private Digest Add()
    {
        var tables = new TouchedTable[_analyzer.TableCount];
        for (int i = 0; i < tables.Length; i++)
        {
            tables[i] = new TouchedTable(TableId(Encoding.UTF8.GetString(_analyzer.Table(i))), _analyzer.TableIsWritten(i));
        }

        var digest = new Digest
        {
            Index = _digests.Count,
            Fingerprint = _analyzer.Fingerprint,
            Sql = Encoding.UTF8.GetString(_analyzer.Normalized),
            ReadOnly = _analyzer.IsReadOnly,
            Tables = tables,
        };
        _digests.Add(digest);
        return digest;
    }

    private int TableId(string name)
    {
        if (!_tableIds.TryGetValue(name, out int id))
        {
            id = _tables.Count;
            _tableIds.Add(name, id);
            _tables.Add(name);
        }

        return id;
    }

    private readonly record struct CachedText(ulong Hash, int Length, int Role, int Route, Digest? Digest);
}
