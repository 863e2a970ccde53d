using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Seawall.Client.Calls;
using Seawall.Client.Dependencies;

namespace Seawall.Client.Metrics;

/// <summary>
/// Measures the calls that this process makes, by dependency: <c>http.client.request.duration</c> and <c>db.client.operation.duration</c> of the meter
/// <c>Seawall.Client</c>. The framework's and Npgsql's own can't be told to leave out what carries a mark, so they are not used.
/// </summary>
internal static class DependencyFigures
{
    private static readonly Meter Meter = new("Seawall.Client");
    private static readonly Histogram<double> Http = Meter.CreateHistogram<double>("http.client.request.duration", "s", "Time until a dependency's answer began.");
    private static readonly Histogram<double> Sql = Meter.CreateHistogram<double>("db.client.operation.duration", "s", "Time until a statement's first result.");
    private static readonly object[] Statuses = [.. Enumerable.Range(100, 500).Select(status => (object)status.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Notes a call of a dependency; <paramref name="failed"/> names what went wrong when there was no answer.</summary>
    public static void Called(string dependency, string method, long started, int status, string? failed)
    {
        DependencyUses.Count(dependency);
        if (!Http.Enabled || CallContext.Current.Mark is not null)
            return;
        var outcome = failed is not null ? new KeyValuePair<string, object?>("error.type", failed)
            : new("http.response.status_code", status is >= 100 and < 600 ? Statuses[status - 100] : status);
        Http.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("seawall.dependency", dependency), new("http.request.method", method), outcome);
    }

    /// <summary>Notes a statement for a business; <paramref name="failed"/> is null or its SQLSTATE or the kind of its failure.</summary>
    public static void Queried(string business, long started, string? failed)
    {
        DependencyUses.Count(Needs.Database);
        if (!Sql.Enabled || CallContext.Current.Mark is not null)
            return;
        var tag = new KeyValuePair<string, object?>("seawall.business", business);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (failed is null)
            Sql.Record(seconds, tag);
        else
            Sql.Record(seconds, tag, new("error.type", failed));
    }
}

/// <summary>Measures every call of one dependency over HTTP.</summary>
internal sealed class DependencyHandler(string dependency, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            DependencyFigures.Called(dependency, request.Method.Method, started, (int)answer.StatusCode, null);
            return answer;
        }
        catch (Exception e)
        {
            DependencyFigures.Called(dependency, request.Method.Method, started, 0, e is OperationCanceledException ? "timeout" : "unavailable");
            throw;
        }
    }
}
