using BenchmarkDotNet.Attributes;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Switches;

namespace Seawall.Micro;

/// <summary>What asking a switch costs within a call that has a role and a caller, beside what the call's context alone costs.</summary>
[MemoryDiagnoser]
public class SwitchBenchmarks
{
    private static readonly Switch ByRole = Switch.Define("bench.role", Grade.G3);
    private static readonly Switch ByRoleAndCaller = Switch.Define("bench.both", Grade.G3);
    private static readonly Switch Unknown = Switch.Define("bench.unknown", Grade.G3);
    private static readonly Switch Share = Switch.Define("bench.share", Grade.G3);
    private static readonly Variant<string> Layout = Variant<string>.Define("bench.layout", "grid");

    private CallContext.Scope _scope;

    /// <summary>200 switches as published, and a call.</summary>
    [GlobalSetup]
    public void Publish()
    {
        var entries = Enumerable.Range(0, 196).Select(i => Entry($"bench.other{i}", """{"if":[{"in":[{"var":"role"},["h5","partner"]]},"off","on"]}""")).ToList();
        for (var i = 0; i < 196; i++)
            Switch.Define($"bench.other{i}", Grade.G4);
        entries.Add(Entry("bench.role", """{"if":[{"in":[{"var":"role"},["h5","partner"]]},"off","on"]}"""));
        entries.Add(Entry("bench.both", """{"if":[{"and":[{"==":[{"var":"role"},"h5"]},{"==":[{"var":"caller"},"web"]}]},"off","on"]}"""));
        entries.Add(Entry("bench.share", """{"fractional":[["on",90],["off",10]]}"""));
        SwitchBoard.Apply(ConfigSnapshot.Of(1, entries), new BoardIdentity("bench", "bench-1", TimeProvider.System));
        _scope = new CallContext { Role = "app", Caller = "web" }.Enter();
    }

    /// <summary>Leaves the call.</summary>
    [GlobalCleanup]
    public void Leave() => _scope.Dispose();

    /// <summary>The context of the running call alone.</summary>
    [Benchmark(Baseline = true)]
    public CallContext Context() => CallContext.Current;

    /// <summary>A rule on the role.</summary>
    [Benchmark]
    public bool Role() => ByRole.IsOn;

    /// <summary>A rule on role and caller together.</summary>
    [Benchmark]
    public bool RoleAndCaller() => ByRoleAndCaller.IsOn;

    /// <summary>A switch nobody published.</summary>
    [Benchmark]
    public bool NeverPublished() => Unknown.IsOn;

    /// <summary>A text by role.</summary>
    [Benchmark]
    public string Text() => Layout.Value;

    /// <summary>A share of keys: the rule is evaluated.</summary>
    [Benchmark]
    public bool ShareOfKeys() => Share.IsOnFor("buyer-4711");

    private static ConfigEntry Entry(string key, string rule) => new(
        ConfigKeys.Switch + key, $$"""{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{{rule}}}""", 1);
}
