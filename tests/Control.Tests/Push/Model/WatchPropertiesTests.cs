using Seawall.Client.Config;
using Seawall.Client.Config.Push;
using Seawall.Control.Push;
using Xunit.Abstractions;

namespace Seawall.Control.Tests.Push.Model;

/// <summary>
/// The six properties of a watch that etcd names (https://etcd.io/docs/v3.5/learning/api_guarantees/: ordered, unique, reliable, atomic, resumable,
/// bookmarkable), held by the real session and the real streams over a simulated network, under any history of faults; and after them the fleet is at the head
/// within a heartbeat. In half of the histories the two nodes are in step by a log that they lose touch with now and then.
/// </summary>
public sealed class WatchPropertiesTests(ITestOutputHelper output)
{
    private const int Histories = 10_000;
    private const int Steps = 30;
    private const int Clients = 2;
    private const int Nodes = 2;
    private const int Retained = 4;

    private static readonly PushOptions Options = new() { BeatEvery = TimeSpan.FromSeconds(10) };

    [Fact]
    public void Ten_thousand_histories_of_faults_keep_the_six_properties_and_end_at_the_head()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("SEAWALL_SEED"), System.Globalization.CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"seed {first} (SEAWALL_SEED={first} repeats it)");
        var totals = new int[3];
        Parallel.For(0, Histories, turn =>
        {
            var seed = unchecked(first + turn);
            try
            {
                var (applied, healed, resumed) = new History(seed).Run();
                Interlocked.Add(ref totals[0], applied);
                Interlocked.Add(ref totals[1], healed);
                Interlocked.Add(ref totals[2], resumed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"SEAWALL_SEED={seed}: {e.Message}", e);
            }
        });
        output.WriteLine($"{Histories} histories: {totals[0]} states applied, {totals[1]} streams left for a fault, {totals[2]} resumed by a delta");
        // A simulation in which nothing happens proves nothing.
        Assert.All(totals, total => Assert.True(total > Histories / 2, $"only {string.Join(", ", totals)} events"));
    }

    private sealed class History
    {
        private readonly Random _random;
        private readonly SimHistory _history = new();
        private readonly SimNode[] _nodes;
        private readonly SimClient[] _clients;
        private long _now = 1;

        public History(int seed)
        {
            _random = new Random(seed);
            var hasLog = _random.Next(2) == 0;
            _nodes = [.. Enumerable.Range(0, Nodes).Select(_ => new SimNode(_history, Retained, Options, _random) { HasLog = hasLog })];
            _clients = [.. Enumerable.Range(0, Clients).Select(_ => new SimClient(_history, _random))];
            // So many keys that what changed since a revision that is kept is always less than everything.
            _history.Publish(Enumerable.Range(0, 3 * Retained).Select(i => ($"item/still/{i}", (string?)"0")));
            foreach (var node in _nodes)
                node.Start(1);
        }

        public (int Applied, int Healed, int Resumed) Run()
        {
            for (var step = 0; step < Steps; step++)
            {
                Fault();
                Turn(OnTheWay);
            }
            Heal();
            return (_clients.Sum(c => c.Applied), _clients.Sum(c => c.Healed), _clients.Sum(c => c.Resumed));
        }

        private void Fault()
        {
            var client = _clients[_random.Next(Clients)];
            var node = _nodes[_random.Next(Nodes)];
            switch (_random.Next(13))
            {
                case <= 3:
                    _history.Publish(Changes());
                    break;
                case <= 6:
                    // What others published reaches a node that is in touch.
                    if (node.InTouch)
                        node.CatchUp();
                    break;
                case 7:
                    client.Wire?.Break();
                    break;
                case 8:
                    // A node dies, perhaps in the middle of a publish: it comes back with what was on its disk, or lagging behind the others.
                    foreach (var gone in _clients.Where(c => c.Node % Nodes == Array.IndexOf(_nodes, node)))
                        gone.Wire?.Break();
                    node.Start(_random.Next(3) == 0 && _nodes.Any(other => other != node && other.Store.Visible >= node.Store.Visible) ? Math.Max(0, node.Store.Visible - 1) : _history.Head.Revision);
                    break;
                case 9:
                    client.Crash(torn: _random.Next(2) == 0);
                    break;
                case 10:
                    if (client.Wire is { } wire)
                        wire.Stuck = !wire.Stuck;
                    break;
                case 11:
                    node.InTouch = !node.HasLog || !node.InTouch;
                    break;
                default:
                    _now += _random.Next(20_000);
                    break;
            }
        }

        private void Turn(Func<List<SessionEvent>, List<SessionEvent>> onTheWay)
        {
            _now += _random.Next(500);
            foreach (var client in _clients)
            {
                var node = _nodes[client.Node % Nodes];
                if (client.Stream is null)
                    client.Connect(node, _now);
                else if (!client.Stream.Advance(node.Feed, _now))
                    client.Wire!.Drop();
                client.Read(onTheWay);
            }
        }

        // Nothing fails any more; every node hears of the head. A beat is due at the latest after BeatEvery, and finds whatever went wrong unseen.
        private void Heal()
        {
            foreach (var node in _nodes)
            {
                node.InTouch = true;
                node.CatchUp();
            }
            foreach (var client in _clients)
            {
                if (client.Wire is { } wire)
                    wire.Stuck = false;
            }
            Settle();
            _now += (long)Options.BeatEvery.TotalMilliseconds;
            Settle();
            foreach (var client in _clients)
            {
                Assert.True(client.Session.Current.Revision == _history.Head.Revision, $"converges: at {client.Session.Current.Revision} a heartbeat after the healing, not {_history.Head.Revision}");
                Assert.Equal(_history.Head.Entries.Values, client.Session.Current.Entries.Values);
            }
        }

        private void Settle()
        {
            // Each piece taken, and at most a handful of connections, at one moment: what takes longer than that is not healed by a beat.
            for (var turn = 0; turn < 24; turn++)
                Turn(events => events);
        }

        private List<SessionEvent> OnTheWay(List<SessionEvent> events)
        {
            if (events.Count == 0 || _random.Next(8) != 0)
                return events;
            var at = _random.Next(events.Count);
            switch (_random.Next(4))
            {
                case 0:
                    events.RemoveAt(at);
                    break;
                case 1:
                    events.Insert(_random.Next(events.Count + 1), events[at]);
                    break;
                case 2:
                    var other = _random.Next(events.Count);
                    (events[at], events[other]) = (events[other], events[at]);
                    break;
                default:
                    events[at] = Altered(events[at]);
                    break;
            }
            return events;
        }

        private static SessionEvent Altered(SessionEvent happened) => happened switch
        {
            SessionEvent.Delta { Content: { Changes: [var first, ..] } delta } => new SessionEvent.Delta(delta with { Changes = [first with { Value = "\"altered\"" }, .. delta.Changes.Skip(1)] }),
            SessionEvent.Snapshot { Content.Entries.Count: > 0 } snapshot =>
                snapshot with { Content = ConfigSnapshot.Of(snapshot.Content.Revision, snapshot.Content.Entries.Values.Skip(1)) },
            _ => new SessionEvent.Torn("altered"),
        };

        private IEnumerable<(string Key, string? Value)> Changes()
        {
            var value = $"{_random.Next(1000)}";
            yield return ("item/pair/left", value);
            yield return ("item/pair/right", value);
            if (_random.Next(2) == 0)
                yield return ($"item/shop/{_random.Next(4)}", _random.Next(3) == 0 ? null : value);
        }
    }
}
