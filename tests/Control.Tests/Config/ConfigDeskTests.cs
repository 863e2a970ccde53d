using Seawall.Control.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Operators;
using static Seawall.Control.Tests.StoreFolder;

namespace Seawall.Control.Tests.Config;

public sealed class ConfigDeskTests : IDisposable
{
    private static readonly Person Ann = new("ann", OperatorLevel.Operator);
    private static readonly Person Bob = new("bob", OperatorLevel.Approver);
    private static readonly WantedChange Core = new("switch/trade.order", Flags.Of("G0"));
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 11, 10, 22, 0, 0, TimeSpan.Zero));
    private readonly StoreFolder _folder = new();
    private readonly DirectoryInfo _operatorsFolder = Directory.CreateTempSubdirectory("seawall-operators-");
    private readonly OperatorBook _operators;

    public ConfigDeskTests() => _operators = new OperatorBook(new ControlOptions { SignInSecret = "x", FormKeys = _operatorsFolder, Data = _operatorsFolder });

    public void Dispose()
    {
        _folder.Dispose();
        _operatorsFolder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_operator_publishes_what_is_not_core_and_a_viewer_nothing()
    {
        Assert.IsType<PublishOutcome.Refused>(await Desk.PublishAsync(Request(Item("a", 1)), new Person("eve", OperatorLevel.Viewer), default));
        Assert.Equal(new PublishOutcome.Published(1), await Desk.PublishAsync(Request(Item("a", 1)) with { Actor = "somebody else" }, Ann, default));
        Assert.Equal("ann", (await new ConfigHistory(_folder.Store).FindAsync(1, default))!.Actor);
    }

    [Theory]
    [InlineData("switch/trade.order", "G0", null, true)]
    [InlineData("switch/trade.order", "G0", "G3", true)]
    [InlineData("switch/trade.order", "G3", "G0", true)]
    [InlineData("switch/trade.order", "G0", "", true)]
    [InlineData("switch/trade.order", "G1", "G2", false)]
    public void What_is_core_before_or_after_takes_two_persons(string key, string before, string? after, bool isCore)
    {
        var change = new KeyChange(key, after is null ? null : Flags.Of(before), 1, after switch { null => Flags.Of(before), "" => null, _ => Flags.Of(after) });
        Assert.Equal(isCore, CoreRule.Why([change]) is not null);
    }

    [Fact]
    public void A_limit_marked_core_takes_two_persons_also_when_the_mark_goes()
    {
        Assert.NotNull(CoreRule.Why([new KeyChange("limit/order", """{"core":true}""", 1, """{"core":false}""")]));
        Assert.Null(CoreRule.Why([new KeyChange("limit/order", """{"core":false}""", 1, "{}"), new KeyChange("item/a/core", null, 0, """{"value":{"core":true}}""")]));
    }

    [Fact]
    public async Task A_proposal_goes_out_when_another_approver_agrees_and_only_then()
    {
        var waits = Assert.IsType<PublishOutcome.Waits>(await Desk.PublishAsync(Request(Core, Item("a", 1)), Ann, default));
        Assert.Equal(0, _folder.Current.Revision);
        foreach (var (person, reason) in ((Person, string)[])[(Ann with { Level = OperatorLevel.Approver }, "mine"), (Bob with { Name = "ANN" }, "mine"), (Bob with { Level = OperatorLevel.Operator }, "low"), (Bob, " ")])
            Assert.IsType<PublishOutcome.Refused>(await Desk.ApproveAsync(waits.Proposal, reason, person, null, default));
        Assert.Equal(new PublishOutcome.Published(1), await Desk.ApproveAsync(waits.Proposal, "agreed", Bob, "10.0.0.1", default));
        Assert.IsType<PublishOutcome.Refused>(await Desk.ApproveAsync(waits.Proposal, "again", Bob, null, default));
        var audit = await new ConfigHistory(_folder.Store).AuditAsync(long.MaxValue, 10, default);
        Assert.Equal(["approve bob 1", "publish ann 1", "propose ann "], audit.Select(record => $"{record.Entry.Action} {record.Entry.Actor} {record.Entry.Revision}"));
        _folder.Reopen();
        Assert.Equal(2, _folder.Current.Entries.Count);
    }

    [Fact]
    public async Task A_proposal_whose_keys_were_changed_meanwhile_is_overtaken_and_changes_nothing()
    {
        var waits = Assert.IsType<PublishOutcome.Waits>(await Desk.PublishAsync(Request(Core, Item("a", 1)), Ann, default));
        await _folder.SetAsync(Item("a", 7));
        Assert.IsType<PublishOutcome.Conflicted>(await Desk.ApproveAsync(waits.Proposal, "agreed", Bob, null, default));
        Assert.Equal(ProposalState.Overtaken, Assert.Single(await Desk.ProposalsAsync(default)).State);
        Assert.Equal((1, """{"value":7}"""), (_folder.Current.Revision, _folder.Current["item/test/a"]));
    }

    [Fact]
    public async Task A_proposal_expires_after_a_day_is_rejected_by_an_approver_or_taken_back_by_its_author()
    {
        var expired = Assert.IsType<PublishOutcome.Waits>(await Desk.PublishAsync(Request(Core), Ann, default));
        _clock.Now += Proposal.Life;
        Assert.IsType<PublishOutcome.Refused>(await Desk.ApproveAsync(expired.Proposal, "late", Bob, null, default));
        Assert.Equal(ProposalState.Expired, Assert.Single(await Desk.ProposalsAsync(default)).State);
        foreach (var person in (Person[])[Bob, Ann])
        {
            var waits = Assert.IsType<PublishOutcome.Waits>(await Desk.PublishAsync(Request(Core), Ann, default));
            Assert.NotNull(await Desk.RejectAsync(waits.Proposal, "no", new Person("carl", OperatorLevel.Operator), null, default));
            Assert.Null(await Desk.RejectAsync(waits.Proposal, "no", person, null, default));
            Assert.IsType<PublishOutcome.Refused>(await Desk.ApproveAsync(waits.Proposal, "yes", Bob, null, default));
        }
        Assert.Equal(0, _folder.Current.Revision);
    }

    [Fact]
    public async Task A_proposal_sent_twice_is_one_proposal()
    {
        var request = Request(Core) with { Idempotency = "once" };
        var first = await Desk.PublishAsync(request, Ann, default);
        Assert.Equal(((PublishOutcome.Waits)first).Proposal, ((PublishOutcome.Waits)await Desk.PublishAsync(request, Ann, default)).Proposal);
        Assert.Single(await Desk.ProposalsAsync(default));
    }

    [Fact]
    public async Task Where_approvers_are_listed_the_sites_secret_does_not_agree_for_them()
    {
        var (token, _) = await OperatorDesk.AddAsync("bob", OperatorLevel.Approver, "on duty", Bob, null, default);
        var waits = Assert.IsType<PublishOutcome.Waits>(await Desk.PublishAsync(Request(Core), Ann, default));
        Assert.Contains("own token", Assert.IsType<PublishOutcome.Refused>(await Desk.ApproveAsync(waits.Proposal, "agreed", Bob, null, default)).Why, StringComparison.Ordinal);
        Assert.IsType<PublishOutcome.Published>(await Desk.ApproveAsync(waits.Proposal, "agreed", _operators.Find(token!)!, null, default));
    }

    [Fact]
    public async Task Two_listed_approvers_change_the_list_together()
    {
        var root = new Person("root", OperatorLevel.Approver);
        var bob = _operators.Find((await OperatorDesk.AddAsync("bob", OperatorLevel.Approver, "on duty", root, null, default)).Token!)!;
        var cara = _operators.Find((await OperatorDesk.AddAsync("cara", OperatorLevel.Approver, "on duty", bob, null, default)).Token!)!;
        var (token, outcome) = await OperatorDesk.AddAsync("eve", OperatorLevel.Approver, "trust me", bob, null, default);
        var waits = Assert.IsType<PublishOutcome.Waits>(outcome);
        Assert.Null(_operators.Find(token!));
        Assert.IsType<PublishOutcome.Refused>(await Desk.ApproveAsync(waits.Proposal, "yes", bob, null, default));
        Assert.IsType<PublishOutcome.Published>(await Desk.ApproveAsync(waits.Proposal, "known to me", cara, null, default));
        Assert.Equal("eve", _operators.Find(token!)!.Name);
        Assert.IsType<PublishOutcome.Refused>((await OperatorDesk.AddAsync("mallory", OperatorLevel.Viewer, "x", Ann, null, default)).Outcome);
    }

    private ConfigDesk Desk => new(_folder.Store, _operators, new ChangeGuard(_clock), _clock);

    private OperatorDesk OperatorDesk => new(_folder.Store, _operators, new ChangeGuard(_clock), _clock);
}
