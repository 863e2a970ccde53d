using Seawall.Gate.Identity;
using Seawall.Gate.Rules;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Tracking;

/// <summary>Who a session belongs to. Used by its session's thread only.</summary>
internal sealed class SessionIdentity(ulong number, Name login, Name database, LoginBook logins, NameTable names)
{
    private LoginPolicy? _policy;
    private Name _own = login;
    private Name? _claimed;
    private Name? _named;
    private Name _business = login;

    public ulong Number { get; } = number;

    public Name Login { get; } = login;

    public Name Database { get; } = database;

    public required Name Application { get; set; }

    /// <summary>What the rules found of the statements of all sessions of this one's ledger.</summary>
    public RuleCache Rules { get; init; } = new();

    /// <summary>The business of a statement whose comment names this application, or none, as far as the login may say so (<see cref="LoginPolicy"/>).</summary>
    public Name BusinessOf(Name applicationOfStatement)
    {
        var policy = logins.Current;
        if (policy == _policy && applicationOfStatement == _claimed && Application == _named)
            return _business;
        if (policy != _policy)
            _own = policy.OwnOf(Login.Text) is { } own ? names.Of(own) : Login;
        (_policy, _claimed, _named) = (policy, applicationOfStatement, Application);
        return _business = Admits(policy, applicationOfStatement) ? applicationOfStatement : Admits(policy, Application) ? Application : _own;
    }

    private bool Admits(LoginPolicy policy, Name business) => business.Utf8.Length > 0 && policy.Admits(Login.Text, business.Text);
}
