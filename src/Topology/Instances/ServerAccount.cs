namespace Seawall.Topology;

/// <summary>
/// The account that a PostgreSQL server runs under. PostgreSQL refuses root, so as root it runs in a user namespace that maps root
/// to an ordinary id (the files stay root's own), or, where namespaces are not allowed, as the system's <c>postgres</c> user.
/// </summary>
public sealed class ServerAccount
{
    private static readonly string[] _namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000"];
    private static readonly string[] _systemUser = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
    private readonly string[] _prefix;

    private ServerAccount(string[] prefix) => _prefix = prefix;

    public static ServerAccount Current { get; } = new([]);

    public static ServerAccount Namespace { get; } = new(_namespace);

    public static ServerAccount SystemUser { get; } = new(_systemUser);

    /// <summary>Whether data must lie where the system's <c>postgres</c> user can reach and own it.</summary>
    public bool NeedsOwnDirectory => ReferenceEquals(this, SystemUser);

    /// <summary>For people: under which account servers run here.</summary>
    public string Describe() => ReferenceEquals(this, Current)
        ? "PostgreSQL runs as this user"
        : ReferenceEquals(this, Namespace)
            ? "PostgreSQL runs in a user namespace of root"
            : "PostgreSQL runs as the system's postgres user";

    public static async Task<ServerAccount> DetectAsync(CancellationToken ct)
    {
        if (Libc.EffectiveUserId() != 0)
        {
            return Current;
        }
        ToolResult probe = await Tool.RunAsync([.. _namespace, "true"], null, ct).ConfigureAwait(false);
        return probe.ExitCode == 0 ? Namespace : SystemUser;
    }

    public IReadOnlyList<string> Wrap(params IReadOnlyList<string> command) => [.. _prefix, .. command];
}
