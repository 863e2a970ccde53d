using Seawall.Gate.Statistics;

namespace Seawall.Gate.Tracking;

/// <summary>Who a session belongs to. The login decides the business where the options name it, since it alone was proven.</summary>
internal sealed class SessionIdentity(ulong number, Name login, Name database, Name? businessOfLogin)
{
    public ulong Number { get; } = number;

    public Name Login { get; } = login;

    public Name Database { get; } = database;

    public required Name Application { get; set; }

    /// <summary>The business of a statement that names the given application, which may be empty.</summary>
    public Name BusinessOf(Name applicationOfStatement)
    {
        if (businessOfLogin is not null)
            return businessOfLogin;
        if (applicationOfStatement.Utf8.Length > 0)
            return applicationOfStatement;
        return Application.Utf8.Length > 0 ? Application : Login;
    }
}
