using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Seawall.Client.Config;

/// <summary>Says where the config in force came from. Without the config center a service is as healthy as with it, as long as it has a config at all.</summary>
internal sealed class ConfigHealth(ConfigState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = state.Current;
        return Task.FromResult(now.Source == ConfigSource.None ? HealthCheckResult.Degraded(now.Summary) : HealthCheckResult.Healthy(now.Summary));
    }
}
