using Seawall.Alerts.Desk;
using Seawall.Alerts.Outlets;

namespace Seawall.Alerts.Tests.Desk;

public sealed class AlertDeskTests : IDisposable
{
    private readonly DeskSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task An_alert_reaches_its_outlet_once_when_it_begins_and_once_when_it_is_over()
    {
        var desk = _site.Open();
        desk.Take([_site.Signal("a")]);
        await _site.ToAsync(desk, 10);
        desk.Take([_site.Signal("a", firing: false)]);
        await _site.ToAsync(desk, 20);
        Assert.Equal(["log Firing a", "log Resolved a"], _site.Arrived);
        Assert.Equal([MessageKind.Firing, MessageKind.Resolved], desk.Current.Journal.Select(delivery => delivery.Kind));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_restart_at_any_moment_neither_repeats_nor_forgets(int secondsBefore)
    {
        var first = _site.Open();
        first.Take([_site.Signal("a")]);
        await _site.ToAsync(first, secondsBefore);
        var second = _site.Open();
        await _site.ToAsync(second, 5);
        second.Take([_site.Signal("a", firing: false)]);
        var third = _site.Open();
        await _site.ToAsync(third, 20);
        Assert.Equal(["log Firing a", "log Resolved a"], _site.Arrived);
    }

    [Fact]
    public async Task Of_two_desks_over_one_file_only_the_leading_one_sends_and_the_next_one_goes_on_where_it_stopped()
    {
        var isFirst = true;
        var (first, second) = (_site.Open(() => isFirst), _site.Open(() => !isFirst));
        first.Take([_site.Signal("a")]);
        await _site.ToAsync(second, 10);
        Assert.Empty(_site.Arrived);
        Assert.True(second.Current.Book.Open.ContainsKey("a"));
        await _site.ToAsync(first, 20);
        Assert.Equal(["log Firing a"], _site.Arrived);

        await _site.ToAsync(second, 21);
        isFirst = false;
        second.Take([_site.Signal("a", firing: false)]);
        await _site.ToAsync(second, 30);
        await _site.ToAsync(first, 31);
        Assert.Equal(["log Firing a", "log Resolved a"], _site.Arrived);
        Assert.False(first.Current.Book.Open.ContainsKey("a"));
    }

    [Fact]
    public async Task A_message_that_was_under_way_at_a_crash_is_sent_again_under_its_id()
    {
        var first = _site.Open();
        var crashed = new TaskCompletionSource();
        first.Take([_site.Signal("a")]);
        _site.Answer = (_, message) =>
        {
            _site.Ids.Add(message.Id);
            crashed.SetResult();
            return Attempt.Failed("the process died before it could note that it was delivered");
        };
        while (!crashed.Task.IsCompleted)
            await _site.ToAsync(first, 0.25);
        _site.Answer = (_, _) => Attempt.Done;
        await _site.ToAsync(_site.Open(), 5);
        Assert.Equal(["log Firing a"], _site.Arrived);
        Assert.Equal(_site.Ids[0], _site.Ids[1]);
    }

    [Fact]
    public async Task A_failing_outlet_is_tried_again_with_growing_pauses_and_in_order()
    {
        var desk = _site.Open();
        var tries = new List<DateTimeOffset>();
        _site.Answer = (_, message) =>
        {
            tries.Add(_site.Clock.Now);
            return tries.Count < 5 ? Attempt.Failed("closed") : Attempt.Done;
        };
        desk.Take([_site.Signal("a")]);
        await _site.ToAsync(desk, 2);
        desk.Take([_site.Signal("a", firing: false)]);
        await _site.ToAsync(desk, 60);
        Assert.Equal(["log Firing a", "log Resolved a"], _site.Arrived);
        var pauses = tries.Zip(tries.Skip(1), (one, next) => (next - one).TotalSeconds).Take(4).ToList();
        Assert.True(pauses[0] is >= 0.5 and <= 1.25 && pauses[1] is >= 1 and <= 2.25 && pauses[2] is >= 2 and <= 4.25 && pauses[3] is >= 4 and <= 8.25, string.Join(", ", pauses));
        Assert.Equal(5, desk.Current.Journal[0].Attempts);
    }

    [Fact]
    public async Task A_receiver_that_says_when_is_asked_then()
    {
        var desk = _site.Open();
        var tries = new List<DateTimeOffset>();
        _site.Answer = (_, _) =>
        {
            tries.Add(_site.Clock.Now);
            return tries.Count < 2 ? Attempt.Failed("busy", TimeSpan.FromSeconds(30)) : Attempt.Done;
        };
        desk.Take([_site.Signal("a")]);
        await _site.ToAsync(desk, 60);
        Assert.Equal(30, (tries[1] - tries[0]).TotalSeconds);
    }

    [Fact]
    public async Task One_outlet_that_fails_delays_no_other_and_is_told_of_through_them_until_it_works()
    {
        _site.Policy = _site.Policy with { Outlets = [new LogOutlet { Name = "log" }, new LogOutlet { Name = "hook" }] };
        var broken = true;
        _site.Answer = (outlet, _) => outlet.Name == "hook" && broken ? Attempt.Failed("closed") : Attempt.Done;
        var desk = _site.Open();
        desk.Take([_site.Signal("a")]);
        await _site.ToAsync(desk, 10);
        Assert.Equal(["log Firing a", "log Firing outlet:hook"], _site.Arrived);
        broken = false;
        await _site.ToAsync(desk, 120);
        Assert.Equal(["log Firing a", "log Firing outlet:hook", "hook Firing a", "log Resolved outlet:hook"], _site.Arrived);
    }

    [Fact]
    public async Task A_message_is_given_up_when_it_is_too_old_and_that_is_said()
    {
        _site.Answer = (_, _) => Attempt.Failed("closed");
        var desk = _site.Open();
        desk.Take([_site.Signal("a")]);
        await _site.ToAsync(desk, 2);
        _site.Clock.Now += TimeSpan.FromHours(25);
        await _site.ToAsync(desk, 2);
        Assert.Equal((DeliveryOutcome.GivenUp, "closed"), (desk.Current.Journal[0].Outcome, desk.Current.Journal[0].Why));
        Assert.Contains(_site.Said, line => line.Contains("was not delivered: closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_another_process_delivered_is_not_sent_again()
    {
        _site.Elsewhere = _ => true;
        var desk = _site.Open();
        desk.Take([_site.Signal("a")]);
        await _site.ToAsync(desk, 5);
        Assert.Empty(_site.Arrived);
        Assert.Equal(DeliveryOutcome.Elsewhere, Assert.Single(desk.Current.Journal).Outcome);
    }

    [Fact]
    public async Task A_forwarded_message_is_sent_once()
    {
        var other = _site.Open();
        other.Take([_site.Signal("a")]);
        _site.Answer = (_, _) => Attempt.Failed("closed");
        await _site.ToAsync(other, 2);
        var messages = other.Current.Outbox.Select(pending => pending.Message).ToList();
        File.Delete(_site.FilePath);
        _site.Answer = (_, _) => Attempt.Done;
        var desk = _site.Open();
        desk.Forward(messages);
        await _site.ToAsync(desk, 2);
        desk.Forward(messages);
        await _site.ToAsync(desk, 2);
        Assert.Equal(["log Firing a"], _site.Arrived);
        Assert.True(desk.HasDelivered(messages[0].Id));
    }

    [Fact]
    public async Task A_damaged_file_is_set_aside_and_said()
    {
        var first = _site.Open();
        first.Take([_site.Signal("a")]);
        await _site.ToAsync(first, 5);
        var bytes = await File.ReadAllBytesAsync(_site.FilePath);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(_site.FilePath, bytes);
        Assert.Empty(_site.Open().Current.Book.Open);
        Assert.Contains("checksum", Assert.Single(_site.Said), StringComparison.Ordinal);
        Assert.True(File.Exists(_site.FilePath + ".damaged"));
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_silences_no_alert()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_site.FilePath)!);
        Directory.CreateDirectory(_site.FilePath);
        var desk = _site.Open();
        desk.Take([_site.Signal("a")]);
        await _site.ToAsync(desk, 5);
        Assert.Equal(["log Firing a"], _site.Arrived);
        Assert.Contains(_site.Said, line => line.Contains("can't be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_acknowledged_stays_so_over_a_restart()
    {
        var first = _site.Open();
        first.Take([_site.Signal("a")]);
        await _site.ToAsync(first, 5);
        Assert.True(first.Acknowledge("a", "me", "on it"));
        Assert.False(first.Acknowledge("a", "you", "too"));
        Assert.Equal("me", _site.Open().Current.Book.Open["a"].Acknowledged?.Who);
    }
}
