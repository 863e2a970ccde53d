using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Seawall.Gate.HotRows;
using Seawall.Gate.Tracking;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Statistics;

/// <summary>
/// Says what a SQL text is. A text seen before costs a hash and a look-up; a new one is analysed, and kept by its hash only,
/// so texts with ever new literals neither allocate nor fill memory. Comments at its ends are no part of it: they are read on their own, so that a trace of each call's own
/// does not make each text a new one. A full catalog forgets statements that were not met lately; met again, they are described anew.
/// </summary>
internal sealed class StatementCatalog
{
    private const int CachedTexts = 8192;
    private const int CachedTags = 512;
    private const int LongestText = 8 * 1024;

    // W3C Trace Context, "traceparent Header": version, trace, parent and flags in hexadecimal digits.
    private const int TraceLength = 55;
    private static readonly SearchValues<byte> s_trace = SearchValues.Create("0123456789abcdef-"u8);

    /// <summary>Bytes of a statement that decide what it is.</summary>
    public const int LongestAnalysed = 64 * 1024;

    private readonly int _most;
    private readonly NameTable _names;
    private readonly StatementAnalyzer _analyzer = new();
    private readonly CachedText[] _texts = new CachedText[CachedTexts];
    private readonly CommentTags _comments = new();
    private readonly TagNames[] _tags = new TagNames[CachedTags];
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
        ReadOnlySpan<byte> body = TagComments.Split(sql, out ReadOnlySpan<byte> leading, out ReadOnlySpan<byte> trailing);
        ulong hash = XxHash3.HashToUInt64(body, _hashSeed);
        ref CachedText cached = ref _texts[hash % CachedTexts];
        if (cached.Tags.Hash != hash || cached.Info is null)
            cached = Analyse(body[..Math.Min(body.Length, LongestAnalysed)], hash);
        into.Info = cached.Info;
        into.Effect = cached.Effect;
        into.IsCopy = cached.IsCopy;
        into.RowKey = cached.RowKey;
        into.Shape = cached.Shape;
        // Comments within the text count where those at its ends say nothing.
        ref readonly TagNames tags = ref cached.Tags;
        if (leading.Length + trailing.Length > 0)
            tags = ref Read(leading, trailing);
        into.Role = tags.Role ?? cached.Tags.Role ?? _names.None;
        into.Caller = tags.Caller ?? cached.Tags.Caller ?? _names.None;
        into.Mark = tags.Mark ?? cached.Tags.Mark ?? _names.None;
        into.Application = tags.Application ?? cached.Tags.Application ?? _names.None;
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
        into.Shape = default;
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
            Info = InfoOf(_analyzer.Fingerprint),
            Tags = new TagNames
            {
                Hash = hash,
                Role = NameOf(_analyzer.Tag("role"u8)),
                Caller = NameOf(_analyzer.Tag("caller"u8)),
                Mark = NameOf(_analyzer.Tag("mark"u8)),
                Application = NameOf(_analyzer.Tag("application"u8)),
            },
            Shape = _analyzer.Shape,
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

    private ref readonly TagNames Read(ReadOnlySpan<byte> leading, ReadOnlySpan<byte> trailing)
    {
        ulong hash = HashOf(trailing);
        if (!leading.IsEmpty)
            hash = (hash * 31) + HashOf(leading);
        ref TagNames tags = ref _tags[hash % CachedTags];
        if (tags.Hash == hash)
            return ref tags;
        _comments.Clear();
        if (!leading.IsEmpty)
            _comments.Keep(leading);
        if (!trailing.IsEmpty)
            _comments.Keep(trailing);
        tags = new TagNames { Hash = hash, Role = NameOf(_comments["role"u8]), Caller = NameOf(_comments["caller"u8]), Mark = NameOf(_comments["mark"u8]), Application = NameOf(_comments["application"u8]) };
        return ref tags;
    }

    // Of a trace only the value differs from call to call, and no tag that is kept depends on it.
    private ulong HashOf(ReadOnlySpan<byte> comment)
    {
        int at = comment.IndexOf("traceparent='"u8) + "traceparent='".Length;
        if (at < "traceparent='".Length || comment.Length <= at + TraceLength || comment[at + TraceLength] != '\'' || comment.Slice(at, TraceLength).ContainsAnyExcept(s_trace))
            return XxHash3.HashToUInt64(comment, _hashSeed);
        return (XxHash3.HashToUInt64(comment[..at], _hashSeed) * 31) + XxHash3.HashToUInt64(comment[(at + TraceLength)..], _hashSeed);
    }

    private Name? NameOf(ReadOnlySpan<byte> tag) => tag.IsEmpty ? null : _names.Of(tag);

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
        public StatementInfo Info;
        public TagNames Tags;
        public SqlShape Shape;
        public Effect Effect;
        public bool IsCopy;
        public RowKey RowKey;
    }

    private struct TagNames
    {
        public ulong Hash;
        public Name? Role;
        public Name? Caller;
        public Name? Mark;
        public Name? Application;
    }
}
