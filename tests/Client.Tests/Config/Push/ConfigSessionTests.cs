using Seawall.Client.Config;
using Seawall.Client.Config.Push;

namespace Seawall.Client.Tests.Config.Push;

public sealed class ConfigSessionTests
{
    private static readonly ConfigSnapshot One = ConfigSnapshot.Of(1, [new ConfigEntry("item/shop/a", "1", 1)]);
    private static readonly ConfigSnapshot Two = One.With(2, [new ConfigChange("item/shop/a", "2", 2)]);

    [Fact]
    public void A_new_session_asks_for_everything_and_a_kept_one_resumes()
    {
        Assert.Equal((0, 0UL), (new ConfigSession(ConfigSnapshot.Empty).Since, new ConfigSession(ConfigSnapshot.Empty).Digest));
        Assert.Equal((1, One.Digest), (new ConfigSession(One).Since, new ConfigSession(One).Digest));
    }

    [Fact]
    public void A_delta_that_fits_is_applied_and_one_that_came_before_is_passed_over()
    {
        var session = new ConfigSession(One);

        Assert.Equal(Two.Digest, session.Decide(Delta(1, 2, Two.Digest, "2")).Apply!.Digest);
        Assert.Equal(new SessionDecision(null, SessionStep.ReadOn), session.Decide(Delta(1, 2, Two.Digest, "2")));
    }

    [Fact]
    public void A_delta_with_another_digest_is_not_applied_and_everything_is_asked_for_at_once()
    {
        var session = new ConfigSession(One);

        var decision = session.Decide(Delta(1, 2, Two.Digest, "altered"));

        Assert.Equal((null, SessionStep.Reconnect, TimeSpan.Zero), (decision.Apply, decision.Next, decision.Wait));
        Assert.Equal((0, 1), (session.Since, session.AtLeast));
        Assert.Same(One, session.Current);
    }

    [Fact]
    public void A_gap_and_a_beat_of_a_later_revision_ask_for_what_is_missing()
    {
        foreach (var happened in (SessionEvent[])[Delta(3, 4, 7, "4"), new SessionEvent.Beat(2, Two.Digest, TimeSpan.FromSeconds(10))])
        {
            var session = new ConfigSession(One);
            Assert.Equal(SessionStep.Reconnect, session.Decide(happened).Next);
            Assert.Equal(1, session.Since);
        }
    }

    [Fact]
    public void A_beat_with_another_digest_at_the_same_revision_asks_for_everything()
    {
        var session = new ConfigSession(One);

        Assert.Equal(SessionStep.Reconnect, session.Decide(new SessionEvent.Beat(1, One.Digest + 1, TimeSpan.FromSeconds(10))).Next);
        Assert.Equal(0, session.Since);
    }

    [Fact]
    public void A_node_that_is_older_is_left_and_believed_only_after_many_in_a_row()
    {
        var session = new ConfigSession(Two);
        for (var time = 0; time < ConfigSession.SetBackAfter; time++)
        {
            Assert.Null(session.Decide(new SessionEvent.Snapshot(One, One.Digest)).Apply);
            Assert.Equal(time + 1 < ConfigSession.SetBackAfter ? 2 : 0, session.AtLeast);
        }

        Assert.Same(One, session.Decide(new SessionEvent.Snapshot(One, One.Digest)).Apply);
        Assert.Equal(1, session.AtLeast);
    }

    [Fact]
    public void Waits_double_to_five_seconds_and_begin_anew_when_something_was_heard()
    {
        var session = new ConfigSession(One);
        double[] waits = [.. Enumerable.Range(0, 6).Select(_ => session.Decide(SessionEvent.Lost.Now).Wait.TotalSeconds)];
        Assert.Equal([0.5, 1, 2, 4, 5, 5], waits);

        session.Decide(new SessionEvent.Beat(1, One.Digest, TimeSpan.FromSeconds(10)));
        Assert.Equal(0.5, session.Decide(SessionEvent.Lost.Now).Wait.TotalSeconds);
    }

    [Fact]
    public void What_the_server_asks_for_is_waited_and_never_more_than_five_seconds()
    {
        var session = new ConfigSession(One);

        Assert.Equal(TimeSpan.FromSeconds(2), session.Decide(new SessionEvent.Refused(TimeSpan.FromSeconds(2))).AtLeast);
        Assert.Equal(ConfigSession.LongestWait, session.Decide(new SessionEvent.Refused(TimeSpan.FromHours(1))).AtLeast);
    }

    [Fact]
    public void A_stream_may_be_silent_for_two_beats()
    {
        var session = new ConfigSession(One);
        session.Decide(new SessionEvent.Beat(1, One.Digest, TimeSpan.FromSeconds(7)));
        Assert.Equal(TimeSpan.FromSeconds(14), session.Patience);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"revision\":-1}")]
    [InlineData("{\"revision\":1,\"digest\":\"zz\"}")]
    [InlineData("{\"revision\":1,\"entries\":[{\"value\":\"1\"}]}")]
    [InlineData("{\"revision\":1,\"entries\":[{\"key\":\"a\",\"value\":null}]}")]
    [InlineData("{\"revision\":1,\"entries\":[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"a\",\"value\":\"2\"}]}")]
    public void What_is_no_event_is_torn(string data) =>
        Assert.IsType<SessionEvent.Torn>(ConfigWire.Read(ConfigWire.Snapshot, global::System.Text.Encoding.UTF8.GetBytes(data)));

    [Fact]
    public void Events_come_back_as_they_were_written_and_what_is_new_in_them_is_passed_over()
    {
        var changes = new ConfigDelta(1, 2, 99, [new ConfigChange("item/shop/甲", "{\"value\":\"a\\nb\"}", 2), new ConfigChange("item/shop/b", null, 2)]);
        var back = Assert.IsType<SessionEvent.Delta>(ConfigWire.Read(ConfigWire.Delta, ConfigWire.Write(changes))).Content;
        Assert.Equal((1, 2, 99UL), (back.From, back.Revision, back.Digest));
        Assert.Equal(changes.Changes, back.Changes);
        Assert.DoesNotContain((byte)'\n', ConfigWire.Write(changes));

        var beat = Assert.IsType<SessionEvent.Beat>(ConfigWire.Read(ConfigWire.Beat, "{\"revision\":3,\"digest\":\"000000000000000f\",\"every\":5000,\"news\":{\"a\":[1]}}"u8));
        Assert.Equal((3, 15UL, TimeSpan.FromSeconds(5)), (beat.Revision, beat.Digest, beat.Every));
    }

    private static SessionEvent.Delta Delta(long from, long to, ulong digest, string value) =>
        new(new ConfigDelta(from, to, digest, [new ConfigChange("item/shop/a", value, to)]));
}
