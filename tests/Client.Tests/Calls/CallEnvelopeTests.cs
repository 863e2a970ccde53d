using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Calls;

namespace Seawall.Client.Tests;

public sealed class CallEnvelopeTests
{
    [Fact]
    public void A_message_arrives_with_its_context_and_the_writer_as_caller()
    {
        byte[] bytes;
        using (new CallContext { Role = "h5", Caller = "web", Route = "/x", Mark = "m-1" }.Enter())
            bytes = CallEnvelope.Wrap("hello"u8, "trade");

        Assert.True(CallEnvelope.TryOpen(bytes, out var context, out var message));
        Assert.Equal(new CallContext { Role = "h5", Caller = "trade", Mark = "m-1" }, context);
        Assert.Equal("hello", Encoding.UTF8.GetString(message.Span));
    }

    [Fact]
    public void Headers_carry_the_same()
    {
        var headers = new Dictionary<string, string>();
        using (new CallContext { Role = "h5", Mark = "m-1" }.Enter())
            CallEnvelope.Write(headers, "trade");
        Assert.True(CallEnvelope.TryRead(headers, out var context));
        Assert.Equal(new CallContext { Role = "h5", Caller = "trade", Mark = "m-1" }, context);
        headers["baggage"] = "seawall.mark=NO";
        Assert.False(CallEnvelope.TryRead(headers, out _));
    }

    [Fact]
    public void No_torn_or_foreign_bytes_open()
    {
        var random = new Random(7);
        byte[] whole;
        using (new CallContext { Role = "h5", Mark = "m-1" }.Enter())
            whole = CallEnvelope.Wrap([], "trade");
        for (var length = 0; length < whole.Length; length++)
            Assert.False(CallEnvelope.TryOpen(whole.AsMemory(0, length), out _, out _));
        for (var round = 0; round < 1000; round++)
        {
            var noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            if (noise.Length > 0)
                noise[0] = 0;
            Assert.False(CallEnvelope.TryOpen(noise, out _, out _));
        }
    }

    [Fact]
    public async Task Queued_work_runs_for_whom_it_was_put_in_and_a_failure_ends_one_item_only()
    {
        var seen = new List<CallContext>();
        var done = new TaskCompletionSource();
        using var queue = new BackgroundQueue<int>(
            "mails",
            8,
            (item, _) =>
            {
                if (item == 2)
                    throw new InvalidOperationException("one bad item");
                seen.Add(CallContext.Current);
                if (item == 3)
                    done.SetResult();
                return Task.CompletedTask;
            },
            NullLogger<BackgroundQueue<int>>.Instance);
        foreach (var (item, context) in new[] { (1, new CallContext { Role = "app", Mark = "m-1" }), (2, CallContext.None), (3, new CallContext { Role = "h5" }) })
        {
            using var scope = context.Enter();
            Assert.True(queue.TryEnqueue(item));
        }
        Assert.Equal(3, queue.Waiting);

        await queue.StartAsync(CancellationToken.None);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await queue.StopAsync(CancellationToken.None);

        Assert.Equal([new CallContext { Role = "app", Mark = "m-1", Route = "queue:mails" }, new CallContext { Role = "h5", Route = "queue:mails" }], seen);
        Assert.Same(CallContext.None, CallContext.Current);
    }
}
