using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Seawall.Client.Calls;
using Seawall.Client.Sql;

namespace Seawall.Client.Hosting;

/// <summary>Healthy when a statement comes back through the gate in time.</summary>
internal sealed class DatabaseHealth(SeawallDataSource database) : IHealthCheck
{
    private static readonly CallContext Probe = new() { Role = RoleRegistry.Site, Route = "/health" };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var scope = Probe.Enter();
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1";
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is DbException or OperationCanceledException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"no answer from the database: {e.Message}");
        }
    }
}
