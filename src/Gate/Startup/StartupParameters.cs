namespace Seawall.Gate.Startup;

/// <summary>Who a client says it is and which database it wants.</summary>
internal sealed class StartupParameters(IReadOnlyDictionary<string, string> values)
{
    public string User => values.GetValueOrDefault("user", "");

    public string Database => values.GetValueOrDefault("database", "") is { Length: > 0 } name ? name : User;

    public string ApplicationName => values.GetValueOrDefault("application_name", "");

    /// <summary>Whether the connection streams the write-ahead log, so that its bytes are none of the gate's business.</summary>
    public bool IsReplication =>
        values.GetValueOrDefault("replication", "").ToLowerInvariant() is not ("" or "false" or "off" or "no" or "0");
}
