using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Switches;
using Seawall.Testing;

namespace Seawall.Client.Tests.Switches;

/// <summary>A process has one board: what turns its switches runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TheBoard
{
    public const string Name = "the board of the process";
}

[Collection(TheBoard.Name)]
public sealed class BoardTests : IDisposable
{
    private const string Off = """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}""";

    private static readonly Switch Recommend = Switch.Define("board.recommend", Grade.G3);
    private static readonly Switch Other = Switch.Define("board.other", Grade.G4);
    private static readonly BoardIdentity Here = new("web", "web-1", new SetTime(Evaluated.Now));

    public void Dispose() => SwitchBoard.Apply(ConfigSnapshot.Empty, Here);

    [Fact]
    public void A_switch_nobody_published_is_on()
    {
        Apply();
        Assert.True(Recommend.IsOn);
    }

    [Fact]
    public void A_switch_defined_late_stands_as_published()
    {
        Apply(("board.late", Off));
        Assert.False(Switch.Define("board.late", Grade.G2).IsOn);
    }

    [Fact]
    public void One_key_has_one_handle_and_one_grade()
    {
        Assert.Same(Recommend, Switch.Define("board.recommend", Grade.G3));
        var fault = Assert.Throws<InvalidOperationException>(() => Switch.Define("board.recommend", Grade.G1));
        Assert.Equal("The switch board.recommend has grade G3, and cannot have G1 as well.", fault.Message);
    }

    [Theory]
    [InlineData("""{"state":"DISABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}""", true)]
    [InlineData(Off, false)]
    public void A_disabled_flag_leaves_the_switch_on(string flag, bool on)
    {
        Apply(("board.recommend", flag));
        Assert.Equal(on, Recommend.IsOn);
    }

    [Theory]
    [InlineData("h5", "", false)]
    [InlineData("partner", "trade", false)]
    [InlineData("app", "", true)]
    [InlineData("", "", true)]
    [InlineData("never-registered", "", true)]
    public void A_switch_minds_the_role(string role, string caller, bool on)
    {
        Apply(("board.recommend", Targeted("""{"if":[{"in":[{"var":"role"},["h5","partner"]]},"off","on"]}""")));
        Assert.Equal(on, Ask(Recommend, role, caller));
    }

    [Theory]
    [InlineData("h5", "board-caller", false)]
    [InlineData("h5", "web", true)]
    [InlineData("app", "board-caller", true)]
    [InlineData("app", "", true)]
    [InlineData("batch", "web", false)]
    [InlineData("batch", "board-caller", true)]
    public void A_rule_on_role_and_caller_together_is_exact(string role, string caller, bool on)
    {
        RoleRegistry.Register("board-caller");
        Apply(("board.recommend", Targeted("""
            {"if":[{"and":[{"==":[{"var":"role"},"h5"]},{"==":[{"var":"caller"},"board-caller"]}]},"off",
                   {"and":[{"==":[{"var":"role"},"batch"]},{"!=":[{"var":"caller"},"board-caller"]}]},"off","on"]}
            """)));
        Assert.Equal(on, Ask(Recommend, role, caller));
    }

    [Fact]
    public void A_context_made_from_another_is_known_by_its_own_role()
    {
        Apply(("board.recommend", Targeted("""{"if":[{"==":[{"var":"role"},"h5"]},"off","on"]}""")));
        var app = new CallContext { Role = "app" };
        Assert.NotEqual(0, app.RoleIndex);
        using (app.Enter())
            Assert.True(Recommend.IsOn);
        using ((app with { Role = "h5" }).Enter())
            Assert.False(Recommend.IsOn);
        using ((app with { Route = "/a" }).Enter())
            Assert.Equal(app.RoleIndex, CallContext.Current.RoleIndex);
    }

    [Fact]
    public void The_board_says_what_the_rule_says_for_every_role_and_caller()
    {
        const int Seed = 20261111;
        var random = new Random(Seed);
        for (var round = 0; round < 60; round++)
        {
            var rule = $$"""{"if":[{{Condition(random, 3)}},"off","on"]}""";
            Apply(("board.recommend", Targeted(rule)));
            foreach (var role in RoleRegistry.All.Keys)
            {
                foreach (var caller in RoleRegistry.All.Keys)
                    Assert.True(Ask(Recommend, role, caller) == Says(rule, role, caller), $"seed {Seed}, round {round}, role '{role}', caller '{caller}': {rule}");
            }
        }
    }

    [Fact]
    public async Task All_switches_change_at_one_instant()
    {
        var torn = 0;
        using var stop = new CancellationTokenSource();
        Apply();
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var states = SwitchBoard.Current;
                if (states.IsOn(Recommend.Index, CallContext.None) != states.IsOn(Other.Index, CallContext.None))
                    torn++;
            }
        });
        for (var i = 0; i < 500; i++)
        {
            Apply(("board.recommend", Off), ("board.other", Off));
            Apply();
        }
        await stop.CancelAsync();
        await reader;
        Assert.Equal(0, torn);
    }

    [Fact]
    public void A_share_of_keys_is_exact_for_a_key_and_by_instance_without_one()
    {
        Apply(("board.recommend", Targeted("""{"fractional":[["on",50],["off",50]]}""")));
        var asked = Enumerable.Range(0, 100).Select(i => Recommend.IsOnFor($"buyer-{i}")).ToArray();
        Assert.Equal(asked, Enumerable.Range(0, 100).Select(i => Recommend.IsOnFor($"buyer-{i}")));
        Assert.InRange(asked.Count(on => on), 30, 70);
        Assert.Equal(Recommend.IsOnFor(Here.Instance), Recommend.IsOn);
    }

    [Fact]
    public void A_flag_that_cannot_be_read_leaves_the_switch_as_it_was_and_is_told()
    {
        Apply(("board.recommend", Off));
        var faults = Apply(("board.recommend", """{"state":"PERHAPS","variants":{"on":true}}"""), ("board.other", Off));
        Assert.Equal(["switch/board.recommend: state: must be ENABLED or DISABLED"], faults);
        Assert.Equal((false, false), (Recommend.IsOn, Other.IsOn));
    }

    [Fact]
    public void A_rule_that_fails_leaves_the_safe_variant()
    {
        const string Rule = """{"cat":["no","thing"]}""";
        var faults = Apply(("board.recommend", Targeted(Rule, ""","metadata":{"safeVariant":"off"}""")));
        Assert.Equal(["switch/board.recommend: The rule of board.recommend chose 'nothing', which is none of its variants."], faults);
        Assert.False(Recommend.IsOn);
    }

    [Fact]
    public void A_flag_of_texts_does_not_turn_a_switch_off()
    {
        var faults = Apply(("board.recommend", """{"state":"ENABLED","variants":{"a":"x"},"defaultVariant":"a"}"""));
        Assert.Equal(["switch/board.recommend: its variants are no booleans, but code asks whether it is on"], faults);
        Assert.True(Recommend.IsOn);
    }

    [Fact]
    public void A_rule_on_time_is_asked_again_as_time_goes_by()
    {
        var time = new SetTime(Evaluated.Now);
        var identity = Here with { Time = time };
        var at = Evaluated.Now.AddMinutes(5).ToUnixTimeSeconds();
        SwitchBoard.Apply(Snapshot(("board.recommend", Targeted($$$"""{"if":[{">=":[{"var":"$flagd.timestamp"},{{{at}}}]},"off","on"]}"""))), identity);
        Assert.True(Recommend.IsOn);
        time.Now = Evaluated.Now.AddMinutes(5);
        SwitchBoard.Tick();
        Assert.False(Recommend.IsOn);
    }

    [Fact]
    public void A_role_registered_later_is_minded_at_the_next_tick()
    {
        Apply(("board.recommend", Targeted("""{"if":[{"==":[{"var":"role"},"board-late-role"]},"off","on"]}""")));
        RoleRegistry.Register("board-late-role");
        SwitchBoard.Tick();
        Assert.False(Ask(Recommend, "board-late-role", ""));
        Assert.True(Ask(Recommend, "app", ""));
    }

    [Fact]
    public void Asking_a_switch_or_a_variant_allocates_nothing()
    {
        var layout = Variant<string>.Define("board.layout-fast", "grid");
        Apply(("board.recommend", Targeted("""{"if":[{"and":[{"==":[{"var":"role"},"h5"]},{"==":[{"var":"caller"},"web"]}]},"off","on"]}""")));
        using var scope = new CallContext { Role = "h5", Caller = "web" }.Enter();
        var count = 0;
        void Ask()
        {
            for (var i = 0; i < 1_000; i++)
                count += Recommend.IsOn ? 1 : layout.Value.Length;
        }
        AllocationGauge.Of(10, Ask);
        Assert.Equal(0, AllocationGauge.Of(10, Ask));
        Assert.Equal(2 * 10_000 * "grid".Length, count);
    }

    [Fact]
    public void Variants_of_every_type_follow_role_and_key()
    {
        var layout = Variant<string>.Define("board.layout", "grid");
        var count = Variant<int>.Define("board.count", 10);
        var rate = Variant<double>.Define("board.rate", 0.5);
        var page = Variant<Page>.Define("board.page", new Page(20, "new"));
        Apply(
            ("board.layout", Flag("""{"grid":"grid","list":"list"}""", "grid", """{"if":[{"==":[{"var":"role"},"h5"]},"list",null]}""")),
            ("board.count", Flag("""{"few":3,"many":30}""", "few", """{"fractional":[["few",1],["many",1]]}""")),
            ("board.rate", Flag("""{"a":0.25}""", "a", "{}")),
            ("board.page", Flag("""{"a":{"size":5,"order":"old"}}""", "a", "{}")));
        Assert.Equal("grid", layout.Value);
        using (new CallContext { Role = "h5" }.Enter())
            Assert.Equal("list", layout.Value);
        Assert.Equal([3, 30], Enumerable.Range(0, 50).Select(i => count.ValueFor($"buyer-{i}")).Distinct().Order());
        Assert.Equal((0.25, new Page(5, "old")), (rate.Value, page.Value));
        Apply();
        Assert.Equal(("grid", 10, 0.5, new Page(20, "new")), (layout.Value, count.Value, rate.Value, page.Value));
    }

    [Fact]
    public void A_variant_of_another_type_leaves_the_value_of_the_code_and_is_told()
    {
        var size = Variant<int>.Define("board.size", 7);
        var faults = Apply(("board.size", Flag("""{"a":"seven"}""", "a", "{}")));
        Assert.StartsWith("switch/board.size: its variant a is no Int32: ", Assert.Single(faults), StringComparison.Ordinal);
        Assert.Equal(7, size.Value);
    }

    private static IReadOnlyList<string> Apply(params (string Key, string Json)[] flags) => SwitchBoard.Apply(Snapshot(flags), Here);

    private static ConfigSnapshot Snapshot(params (string Key, string Json)[] flags) =>
        ConfigSnapshot.Of(1, flags.Select(flag => new ConfigEntry(ConfigKeys.Switch + flag.Key, flag.Json, 1)));

    private static string Targeted(string rule, string more = "") => $$"""{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{{rule}}{{more}}}""";

    private static string Flag(string variants, string chosen, string rule) =>
        $$"""{"state":"ENABLED","variants":{{variants}},"defaultVariant":"{{chosen}}","targeting":{{rule}}}""";

    private static bool Ask(Switch handle, string role, string caller)
    {
        using var scope = new CallContext { Role = role, Caller = caller }.Enter();
        return handle.IsOn;
    }

    private static bool Says(string rule, string role, string caller) =>
        Evaluated.Of(Targeted(rule), $$"""{"role":"{{role}}","caller":"{{caller}}"}""", "board.recommend").Variant == "on";

    private static string Condition(Random random, int depth)
    {
        if (depth > 0 && random.Next(3) > 0)
            return $$"""{"{{(random.Next(2) == 0 ? "and" : "or")}}":[{{Condition(random, depth - 1)}},{{Condition(random, depth - 1)}}]}""";
        string[] names = ["app", "web", "h5", "partner", "batch"];
        var (what, name) = (random.Next(2) == 0 ? "role" : "caller", names[random.Next(names.Length)]);
        return random.Next(2) == 0 ? $$$"""{"==":[{"var":"{{{what}}}"},"{{{name}}}"]}""" : $$$"""{"!":{"in":[{"var":"{{{what}}}"},["{{{name}}}","app"]]}}""";
    }

    private sealed record Page(int Size, string Order);

    private sealed class SetTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
