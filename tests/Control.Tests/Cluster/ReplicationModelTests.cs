using System.Globalization;
using Seawall.Control.Config;
using Seawall.Control.Config.Audit;
using Seawall.Control.Operators;
using Seawall.Control.Tests.Config;
using Xunit.Abstractions;
using static Seawall.Control.Tests.StoreFolder;

namespace Seawall.Control.Tests.Cluster;

/// <summary>
/// Two real stores over a log that loses answers, delays appends and lets its callers die: whatever happens, no acknowledged publish is lost, none is done twice, and
/// in the end both nodes hold the same, row by row.
/// </summary>
public sealed class ReplicationModelTests(ITestOutputHelper output)
{
    private const int Histories = 25;
    private const int Steps = 40;

    private static readonly Person Ann = new("ann", OperatorLevel.Operator);
    private static readonly Person Bob = new("bob", OperatorLevel.Approver);

    [Fact]
    public async Task Histories_of_faults_lose_no_acknowledged_publish_and_end_alike_on_both_nodes()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("SEAWALL_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"seed {first} (SEAWALL_SEED={first} repeats it)");
        var (acked, faults, deaths) = (0, 0, 0);
        for (var turn = 0; turn < Histories; turn++)
        {
            var seed = unchecked(first + turn);
            try
            {
                using var history = new History(seed);
                await history.RunAsync();
                (acked, faults, deaths) = (acked + history.Acked, faults + history.Faults, deaths + history.Deaths);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"SEAWALL_SEED={seed}: {e.Message}", e);
            }
        }
        output.WriteLine($"{Histories} histories: {acked} publishes acknowledged, {faults} faults of the log, {deaths} deaths of a node");
        // A simulation in which nothing happens proves nothing.
        Assert.True(acked > Histories && faults > Histories && deaths > Histories / 10, $"only {acked}, {faults}, {deaths}");
    }

    private sealed class History : IDisposable
    {
        private readonly Random _random;
        private readonly FaultyLog _log;
        private readonly ClusterNode[] _nodes;
        private readonly Dictionary<string, long> _acked = [];
        private readonly Dictionary<long, ulong> _digests = [];
        private readonly List<long> _proposals = [];
        private int _number;

        public History(int seed)
        {
            _random = new Random(seed);
            _log = new FaultyLog(_random);
            _nodes = [new ClusterNode(_log, "a"), new ClusterNode(_log, "b")];
        }

        public int Acked => _acked.Count;

        public int Faults => _log.Faults;

        public int Deaths { get; private set; }

        public async Task RunAsync()
        {
            _log.FaultEvery = 4;
            for (var step = 0; step < Steps; step++)
            {
                var node = _nodes[_random.Next(2)];
                try
                {
                    await StepAsync(node);
                }
                catch (NodeDiedException)
                {
                    Deaths++;
                    node.Restart();
                }
                catch (IOException)
                {
                    // No quorum at this moment, as whoever asked is told.
                }
                Seen(node);
            }
            await EndAsync();
        }

        public void Dispose()
        {
            foreach (var node in _nodes)
                node.Dispose();
        }

        private async Task StepAsync(ClusterNode node)
        {
            switch (_random.Next(10))
            {
                case <= 4:
                    await PublishAsync(node, $"publish {_number++}");
                    break;
                case 5 when _acked.Count > 0:
                    // Whoever did not hear the answer asks again, anywhere.
                    await PublishAsync(node, _acked.Keys.ElementAt(_random.Next(_acked.Count)));
                    break;
                case 6:
                    if (await node.Desk.PublishAsync(Request(new WantedChange("switch/trade.order", Flags.Of("G0", _random.Next(2) == 0 ? "on" : "off"))), Ann, default) is PublishOutcome.Waits waits)
                        _proposals.Add(waits.Proposal);
                    break;
                case 7 when _proposals.Count > 0:
                    await node.Desk.ApproveAsync(_proposals[_random.Next(_proposals.Count)], "agreed", Bob, null, default);
                    break;
                case 8:
                    await node.Persons.AddAsync($"person-{_random.Next(5)}", OperatorLevel.Operator, "a test", Bob, null, default);
                    break;
                case 9:
                    node.Restart();
                    break;
                default:
                    await node.Store.CatchUpAsync(default);
                    break;
            }
        }

        private async Task PublishAsync(ClusterNode node, string name)
        {
            var before = node.Store.Current;
            var request = Request(Item("left", Hash(name)), Item("right", Hash(name)), Item("many" + (Hash(name) % 3), Hash(name))) with { Reason = name, Idempotency = name };
            var outcome = await node.Store.PublishAsync(request, default);
            if (outcome is PublishOutcome.Published published)
            {
                Assert.True(!_acked.TryGetValue(name, out var former) || former == published.Revision, $"{name} was revision {former}, and is {published.Revision} now");
                _acked[name] = published.Revision;
            }
            else
            {
                Assert.IsType<PublishOutcome.NotKept>(outcome);
                Assert.True(node.Store.Current.Revision >= before.Revision);
            }
        }

        // Every state that a node ever shows is the one state of that revision, and whole.
        private void Seen(ClusterNode node)
        {
            Assert.Null(node.Replica.Stopped);
            var current = node.Store.Current;
            Assert.True(_digests.TryAdd(current.Revision, current.Digest) || _digests[current.Revision] == current.Digest, $"two states of revision {current.Revision}");
            Assert.Equal(current["item/test/left"], current["item/test/right"]);
        }

        private async Task EndAsync()
        {
            _log.Heal();
            foreach (var node in _nodes)
                await node.Store.CatchUpAsync(default);
            foreach (var node in _nodes)
            {
                Seen(node);
                Assert.Equal(_log.Count, node.Replica.Index);
                Assert.Null(await node.History.VerifyAsync(default));
                var revisions = await node.History.RevisionsAsync(long.MaxValue, int.MaxValue, null, default);
                Assert.Equal(Enumerable.Range(1, revisions.Count).Select(number => (long)number).Reverse(), revisions.Select(revision => revision.Number));
                foreach (var (name, revision) in _acked.Where(acked => revisions.Any(known => known.Reason == acked.Key)))
                    Assert.Equal(revision, Assert.Single(revisions, known => known.Reason == name).Number);
                Assert.All(_acked.Where(acked => revisions.All(known => known.Reason != acked.Key)), acked => Assert.True(acked.Value <= revisions.Count, $"{acked.Key} is lost"));
            }
            Assert.Equal(await _nodes[0].KeptAsync(), await _nodes[1].KeptAsync());
        }

        private static int Hash(string name) => int.Parse(name.AsSpan(name.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
    }
}
