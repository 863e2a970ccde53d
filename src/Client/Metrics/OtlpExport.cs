using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Seawall.Client.Hosting;

namespace Seawall.Client.Metrics;

/// <summary>
/// Sends the same meters to a collector by OpenTelemetry's own exporter when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; its other settings are
/// OpenTelemetry's environment variables too.
/// </summary>
internal sealed class OtlpExport(SeawallServiceOptions options, IConfiguration configuration) : IHostedService, IDisposable
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration[Endpoint] is not { Length: > 0 } endpoint)
            return Task.CompletedTask;
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(options.Name, serviceNamespace: "seawall", serviceInstanceId: options.Instance))
            .AddMeter([.. MetricMeters.OfOthers, "Seawall.*"])
            // Only what is kept for Prometheus too: the others' meters have more than anybody looks at, and count marked work.
            .AddView(instrument => MetricMeters.Keeps(instrument, out var tags) ? Kept(tags) : MetricStreamConfiguration.Drop)
            .AddOtlpExporter(exporter => Aim(exporter, endpoint))
            .Build();
        return Task.CompletedTask;
    }

    // The last figures are sent before the process ends, unless the collector does not answer.
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() => _provider?.Shutdown(2_000), cancellationToken);

    public void Dispose() => _provider?.Dispose();

    // What is set here is taken as it is, so the path that the protocol wants is added; what is not set comes from the environment.
    private void Aim(OtlpExporterOptions exporter, string endpoint)
    {
        if (configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] == "http/protobuf")
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(exporter.Protocol == OtlpExportProtocol.HttpProtobuf ? endpoint.TrimEnd('/') + "/v1/metrics" : endpoint);
    }

    private static MetricStreamConfiguration? Kept(string[]? tags) => tags is null ? null : new MetricStreamConfiguration { TagKeys = tags };
}
