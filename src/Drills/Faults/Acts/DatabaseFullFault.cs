using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>
/// Makes a PostgreSQL read-only for new transactions, as managed services do when the volume is full. It is the setting that is changed, not the disk:
/// what fails are writes, with SQLSTATE 25006; the server's own writing goes on. The setting outlives a restart of the server, and so does its undoing.
/// </summary>
internal sealed class DatabaseFullFault(FaultSite site, FaultLease lease) : IFault
{
    private const string Setting = "default_transaction_read_only";

    public async Task BeginAsync(FaultJournal journal, CancellationToken ct)
    {
        journal.Note(lease.Targets.Select(service => new FaultAct(FaultActKind.ReadOnly, service)));
        foreach (string service in lease.Targets)
        {
            await ChangeAsync(site.Instances.Postgres(service), $"ALTER SYSTEM SET {Setting} = on", ct).ConfigureAwait(false);
        }
    }

    public Task KeepAsync(FaultJournal journal, CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>False while the server does not run: it would start with the setting, so this is tried again.</summary>
    public static async Task<bool> TryResetAsync(FaultSite site, string service, CancellationToken ct)
    {
        PostgresInstance server = site.Instances.Postgres(service);
        if (!await server.AnswersAsync(ct).ConfigureAwait(false))
        {
            return false;
        }
        await ChangeAsync(server, $"ALTER SYSTEM RESET {Setting}", ct).ConfigureAwait(false);
        return true;
    }

    private static async Task ChangeAsync(PostgresInstance server, string statement, CancellationToken ct)
    {
        await server.ExecuteAsync("postgres", statement, ct).ConfigureAwait(false);
        await server.ExecuteAsync("postgres", "SELECT pg_reload_conf()", ct).ConfigureAwait(false);
    }
}
