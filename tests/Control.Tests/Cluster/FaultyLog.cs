using Seawall.Control.Config.Replication;

namespace Seawall.Control.Tests.Cluster;

/// <summary>A log in memory whose answers are lost, whose appends arrive late or never, and whose caller may die right after it was kept; as a seed says.</summary>
internal sealed class FaultyLog(Random random) : IConfigLog
{
    private readonly List<byte[]> _entries = [];
    private readonly List<(long Index, byte[] Entry)> _underWay = [];

    /// <summary>Of so many calls one goes wrong; 0 for none.</summary>
    public int FaultEvery { get; set; }

    public int Faults { get; private set; }

    public int Count => _entries.Count;

    public Task<Appended> AppendAsync(long index, byte[] entry, CancellationToken cancellationToken)
    {
        Arrive();
        switch (Fault(6))
        {
            case 0:
                return Task.FromResult(Appended.NotKept);
            case 1:
                return Task.FromResult(Appended.Unknown);
            case 2:
                _underWay.Add((index, entry));
                return Task.FromResult(Appended.Unknown);
            case 3:
                Keep(index, entry);
                return Task.FromResult(Appended.Unknown);
            case 4:
                Keep(index, entry);
                throw new NodeDiedException();
            case 5:
                throw new NodeDiedException();
            default:
                return Task.FromResult(Keep(index, entry) ? Appended.Kept : Appended.Taken);
        }
    }

    public Task<IReadOnlyList<LoggedEntry>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        Arrive();
        return Fault(2) switch
        {
            0 => throw new ConfigLogException("no quorum"),
            1 => throw new NodeDiedException(),
            _ => Task.FromResult<IReadOnlyList<LoggedEntry>>([.. _entries.Select((entry, i) => new LoggedEntry(i + 1, entry)).Skip((int)after).Take(1 + random.Next(5))]),
        };
    }

    public Task WatchAsync(Action changed, CancellationToken cancellationToken) => throw new NotSupportedException("the simulation says when a node looks");

    /// <summary>What is under way arrives, or is lost.</summary>
    public void Arrive()
    {
        foreach (var (index, entry) in _underWay.ToArray())
        {
            if (random.Next(3) != 0)
                continue;
            _underWay.Remove((index, entry));
            Keep(index, entry);
        }
    }

    /// <summary>From now on all goes well; what was under way is there or lost.</summary>
    public void Heal()
    {
        FaultEvery = 0;
        while (_underWay.Count > 0)
            Arrive();
    }

    /// <summary>Takes the newest entry away, as an etcd that was put back from an old copy does.</summary>
    public void Forget() => _entries.RemoveAt(_entries.Count - 1);

    private bool Keep(long index, byte[] entry)
    {
        Assert.True(index <= _entries.Count + 1, $"entry {index} would leave a gap after {_entries.Count}");
        if (index != _entries.Count + 1)
            return false;
        _entries.Add(entry);
        return true;
    }

    private int Fault(int kinds)
    {
        if (FaultEvery == 0 || random.Next(FaultEvery) != 0)
            return -1;
        Faults++;
        return random.Next(kinds);
    }
}

/// <summary>The process is gone at this moment.</summary>
internal sealed class NodeDiedException : Exception;
