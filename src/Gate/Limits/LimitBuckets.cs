using System.Collections.Concurrent;
using Seawall.Client.Gates;
using Seawall.Gate.Judging;

namespace Seawall.Gate.Limits;

/// <summary>The buckets of one named limit: one, or one for each value of the parts that are <c>*</c>. They outlive a change of the limit's numbers.</summary>
internal sealed class LimitBuckets
{
    // Who comes after so many values shares the bucket of all the rest.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<Value, LimitBucket> _byValue = new();
    private readonly bool _isOne;
    private NamedLimit _limit;
    private LimitBucket? _rest;
    private long _refused;
    private long _waited;

    public LimitBuckets(NamedLimit limit)
    {
        _limit = limit;
        LimitMatch match = limit.Match;
        _isOne = !(match.Business.IsEach || match.Role.IsEach || match.Fingerprint.IsEach || match.Table.IsEach);
        if (_isOne)
            _rest = Make();
    }

    public string Name => _limit.Name;

    public long Refused => Volatile.Read(ref _refused);

    public long Waited => Volatile.Read(ref _waited);

    public IEnumerable<LimitBucket> All => _rest is null ? _byValue.Values : _byValue.Values.Append(_rest);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountWaited() => Interlocked.Increment(ref _waited);

    /// <summary>The bucket of a statement, made when it is the first of its kind.</summary>
    public LimitBucket Of(in StatementCall call, string business, string table)
    {
        if (_isOne)
            return _rest!;
        LimitMatch match = _limit.Match;
        Value value = new(
            match.Business.IsEach ? business : "",
            match.Role.IsEach ? call.Statement.Role.Text : "",
            match.Fingerprint.IsEach ? call.Statement.Info.Fingerprint : 0,
            match.Table.IsEach ? table : "");
        if (_byValue.TryGetValue(value, out LimitBucket? bucket))
            return bucket;
        if (_byValue.Count >= Most)
            return _rest ?? Interlocked.CompareExchange(ref _rest, Make(), null) ?? _rest!;
        return _byValue.GetOrAdd(value, static (_, self) => self.Make(), this);
    }

    public void Change(NamedLimit to)
    {
        Volatile.Write(ref _limit, to);
        foreach (LimitBucket bucket in All)
            bucket.Change(to);
    }

    public void Open()
    {
        foreach (LimitBucket bucket in All)
            bucket.Open();
    }

    private LimitBucket Make()
    {
        LimitBucket bucket = new(_limit);
        bucket.Change(_limit);
        return bucket;
    }

    private readonly record struct Value(string Business, string Role, ulong Fingerprint, string Table);
}
