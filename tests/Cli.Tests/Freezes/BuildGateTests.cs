using System.Runtime.CompilerServices;
using Seawall.Client.Config;
using Seawall.Client.Config.Kept;
using Seawall.Control;
using Seawall.Control.Freezes;
using Seawall.Control.Operators;
using Seawall.Topology;

namespace Seawall.Cli.Tests.Freezes;

public sealed class BuildGateTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-gate-");
    private readonly SeawallHome _home;
    private readonly SiteTopology _topology;

    public BuildGateTests()
    {
        _home = new SeawallHome(_folder.FullName);
        _home.Create();
        _topology = TopologyFile.Load(Deployed());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_build_that_was_up_last_starts_frozen_or_not_and_another_one_only_while_no_freeze_is_kept()
    {
        Gate("aaaa").Require(null);
        Gate("aaaa").Remember();
        Gate("bbbb").Require(null);
        Keep(new SiteFreeze(Now.AddMinutes(-1), Now.AddHours(4), "the sale"));
        Gate("aaaa").Require(null);
        var refused = Assert.Throws<CommandException>(() => Gate("bbbb").Require(null));
        Assert.Contains("the site is frozen until", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--break-glass", refused.Message, StringComparison.Ordinal);
        Keep(new SiteFreeze(Now.AddHours(-4), Now.AddHours(-1), "the sale"));
        Gate("bbbb").Require(null);
    }

    [Fact]
    public void Two_persons_break_the_glass_for_another_build_and_the_history_hears_of_both()
    {
        Gate("aaaa").Remember();
        Keep(new SiteFreeze(Now.AddMinutes(-1), null, "the sale"));
        foreach (var (glass, complaint) in ((UpBreakGlass, string)[])
            [(new("ann", null, "mend"), "--second NAME"), (new("ann", "ANN", "mend"), "another one must agree"), (new("ann", "bob", " "), "--reason")])
            Assert.Contains(complaint, Assert.Throws<CommandException>(() => Gate("bbbb").Require(glass)).Message, StringComparison.Ordinal);
        Gate("bbbb").Require(new UpBreakGlass("ann", "bob", "mends the cart"));
        var act = Assert.Single(Acts.Folder.Read(out var refused));
        Assert.Empty(refused);
        Assert.Equal(("ann", "bob", "starts build bbbb in place of aaaa: mends the cart", 0), (act.Actor, act.Second, act.Reason, act.Changes.Count));
    }

    [Fact]
    public void A_lone_break_glass_act_is_not_made_while_the_kept_config_says_frozen()
    {
        Keep(new SiteFreeze(Now.AddMinutes(-1), null, "the sale"));
        var ann = new Person("ann", OperatorLevel.Operator);
        Assert.Contains("two persons", Assert.Throws<CommandException>(() => Acts.Compose(["item/a/b={\"value\":1}"], [], "mend", ann)).Message, StringComparison.Ordinal);
        Assert.Equal("bob", Acts.Compose(["item/a/b={\"value\":1}"], [], "mend", ann, "bob").Second);
    }

    [Fact]
    public void Where_approvers_are_listed_the_second_person_shows_an_own_token()
    {
        var book = new OperatorBook(new ControlOptions { SignInSecret = "x", FormKeys = _folder, Data = _folder });
        var (bob, eve) = (OperatorBook.NewToken(), OperatorBook.NewToken());
        book.Put(new KnownOperator("bob", OperatorLevel.Approver, OperatorBook.HashOf(bob), "root", Now));
        book.Put(new KnownOperator("eve", OperatorLevel.Operator, OperatorBook.HashOf(eve), "root", Now));
        Assert.Null(SecondPerson.Refusal(book, "ann", "bob", bob));
        Assert.All([null, "", eve, "swo_nobody"], token => Assert.NotNull(SecondPerson.Refusal(book, "ann", "bob", token)));
        Assert.NotNull(SecondPerson.Refusal(book, "ann", "eve", eve));
        Assert.NotNull(SecondPerson.Refusal(book, "ann", "cara", bob));
    }

    private BreakGlassActs Acts => new(new Place(_folder.FullName, _home), _topology);

    private BuildGate Gate(string build) => new(new Place(_folder.FullName, _home), _topology, build, TimeProvider.System);

    // As a process of the site keeps what it follows.
    private void Keep(SiteFreeze freeze) => new LastKnownGood(new DirectoryInfo(_home.StateOf("trade")), LastKnownGood.KeyOf(ConfigCenter.Token(Secrets.In(_home))))
        .Save(ConfigSnapshot.Of(7, [new ConfigEntry(SiteFreeze.Key, freeze.Write(), 7)]));

    private static string Deployed([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "deploy", "local.json"));
}
