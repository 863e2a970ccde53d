using System.Collections.Concurrent;
using Seawall.Client.Gates;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Limits;

/// <summary>The account of each business, whichever loop it is met on.</summary>
internal sealed class Accounts
{
    // As many as a loop tells names apart; a client that makes names up can't fill memory.
    private const int Most = 4096;

    private readonly ConcurrentDictionary<string, BusinessAccount> _byName = new(StringComparer.Ordinal);
    private readonly BusinessAccount _rest = new("other", 0);
    private GateGrades _grades = GateGrades.None;
    private GateLimits _limits = GateLimits.None;
    private int _number;

    public IEnumerable<BusinessAccount> All => _byName.Values;

    public BusinessAccount Of(Name business)
    {
        if (_byName.TryGetValue(business.Text, out BusinessAccount? account))
            return account;
        return _byName.Count >= Most ? _rest : _byName.GetOrAdd(business.Text, static (name, self) => self.Open(name), this);
    }

    public void Change(GateGrades grades, GateLimits limits)
    {
        (_grades, _limits) = (grades, limits);
        Grade(_rest);
        foreach (BusinessAccount account in _byName.Values)
            Grade(account);
    }

    private BusinessAccount Open(string name)
    {
        BusinessAccount account = new(name, Interlocked.Increment(ref _number));
        Grade(account);
        return account;
    }

    private void Grade(BusinessAccount account)
    {
        account.Grade = (int)_grades.Of(account.Name);
        account.MostBytes = _limits.BytesOf(account.Name);
    }
}
