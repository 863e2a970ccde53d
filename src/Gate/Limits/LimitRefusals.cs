using System.Globalization;
using Seawall.Gate.Judging;

namespace Seawall.Gate.Limits;

/// <summary>
/// What a limit tells those it refuses, made once: come again, after times that differ so that they do not come together; or, once a business's retry budget is spent, do not.
/// </summary>
internal sealed class LimitRefusals
{
    private const int Spread = 8;

    private readonly StatementRefusal[] _later = new StatementRefusal[Spread];
    private readonly StatementRefusal _never;
    private int _next;

    /// <param name="limit">Its name in refusals: <c>limit:server</c>, <c>limit:business</c>, <c>limit:{name}</c>.</param>
    /// <param name="message">What happened, to what.</param>
    /// <param name="afterMs">When to come again at the earliest; the others are told up to four times as long.</param>
    public LimitRefusals(string limit, string message, int afterMs)
    {
        for (int i = 0; i < Spread; i++)
        {
            long after = afterMs + (3L * afterMs * i / (Spread - 1));
            _later[i] = new StatementRefusal(StatementRefusal.Busy, message, string.Create(CultureInfo.InvariantCulture, $"run it again later; retry_after_ms={after}"), limit);
        }
        _never = new StatementRefusal(
            StatementRefusal.Canceled, message, "too many statements were refused lately for another try to help; send fewer, or ask who keeps the limit for more", limit);
    }

    /// <summary>What a statement of the business gets, should it be refused.</summary>
    public StatementRefusal For(BusinessAccount account) =>
        account.Retries.HasLeft ? _later[(uint)Interlocked.Increment(ref _next) % Spread] : _never;
}
