namespace Seawall.Gate.Limits;

/// <summary>
/// How many of a business's statements may be refused in a way that drivers retry: one of six, so that retries make it send at most a fifth more. What is refused beyond that is
/// refused for good.
/// </summary>
/// <remarks>
/// If R of N + R statements are retries and at most (N + R) / 6 are told to come again, then R ≤ N / 5. After the retry budgets of Google's SRE book ("Handling Overload": 10 % a client)
/// and Finagle's RetryBudget (20 %), kept here at the server's side, since the clients are anybody's.
/// </remarks>
internal sealed class RetryBudget
{
    private const int Cost = 6;

    /// <summary>So many may be told to come again at once after calm.</summary>
    private const int Burst = 20;

    private long _left = Burst * Cost;

    public bool HasLeft => Volatile.Read(ref _left) >= Cost;

    /// <summary>A statement has come.</summary>
    public void Earn()
    {
        if (Volatile.Read(ref _left) < Burst * Cost)
            Interlocked.Increment(ref _left);
    }

    /// <summary>One was told to come again. What waits together is told together, so it may fall below nothing.</summary>
    public void Spend() => Interlocked.Add(ref _left, -Cost);
}
