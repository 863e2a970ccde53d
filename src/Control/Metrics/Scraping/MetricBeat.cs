using System.Runtime.CompilerServices;

namespace Seawall.Control.Metrics.Scraping;

/// <summary>Says to everybody who watches that another second has been written.</summary>
internal sealed class MetricBeat
{
    private volatile TaskCompletionSource _next = New();

    public void Strike() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Once for every second that is written from now on; those missed while the reader was busy are one.</summary>
    public async IAsyncEnumerable<bool> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await _next.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            yield return true;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
