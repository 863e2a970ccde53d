namespace Seawall.Gate.Statistics;

/// <summary>Reaches a ledger on the thread that uses it; completes when the action has run there.</summary>
internal sealed class LedgerReader(Func<Action<Ledger>, Task> run)
{
    public Task ReadAsync(Action<Ledger> action) => run(action);
}
