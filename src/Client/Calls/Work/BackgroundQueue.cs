using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seawall.Client.Calls;

/// <summary>
/// Work put off until after the answer: a bounded queue with one consumer, which works each item for the role, the caller and the mark that were current when
/// it was put in. Register it as a singleton and as a hosted service; what is left when the process stops is lost.
/// </summary>
/// <param name="name">Names the work in SQL tags and logs, as the route <c>queue:{name}</c>.</param>
/// <param name="capacity">The most items that wait, 1 or more.</param>
/// <param name="work">Works one item; what it throws is logged and ends that item only.</param>
public sealed partial class BackgroundQueue<T>(string name, int capacity, Func<T, CancellationToken, Task> work, ILogger<BackgroundQueue<T>> log) : BackgroundService
{
    private readonly Channel<(T Item, CallContext Context)> _waiting =
        Channel.CreateBounded<(T, CallContext)>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <summary>How many items wait.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Puts an item in; false when the queue is full, and the caller decides what is lost.</summary>
    public bool TryEnqueue(T item) => _waiting.Writer.TryWrite((item, CallContext.Current));

    /// <summary>Puts an item in, waiting for room.</summary>
    public ValueTask EnqueueAsync(T item, CancellationToken ct) => _waiting.Writer.WriteAsync((item, CallContext.Current), ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (item, context) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            using var scope = (context with { Route = $"queue:{name}" }).Enter();
            try
            {
                await work(item, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e, name);
            }
        }
    }

    [LoggerMessage(1301, LogLevel.Error, "An item of the queue {Queue} failed.")]
    private static partial void LogFailed(ILogger log, Exception exception, string queue);
}
