using Seawall.Transport;

namespace Seawall.Gate.Admitting;

/// <summary>The same as <see cref="ServerTurn"/> for a client on asynchronous streams.</summary>
internal sealed class PortableTurn(DialQueue queue, TimeProvider time) : DialTurn
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _end;

    /// <summary>Ends when the client may log in to its server.</summary>
    public async Task EnterAsync(ConnectionClass ofBusiness, int grade, CancellationToken cancellationToken)
    {
        try
        {
            if (!queue.Enter(this, ofBusiness, grade))
                await _came.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            _end = time.CreateTimer(static turn => ((PortableTurn)turn!).Done(), this, s_longest, Timeout.InfiniteTimeSpan);
        }
        catch (OperationCanceledException)
        {
            Done();
            throw;
        }
    }

    public override void OnTurn() => _came.TrySetResult();

    /// <summary>It is in, or gone, or took too long; may be called more than once, on any thread.</summary>
    public void Done()
    {
        _end?.Dispose();
        queue.Leave(this);
    }
}
