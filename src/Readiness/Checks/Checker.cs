using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Seawall.Readiness.Model;

namespace Seawall.Readiness.Checks;

/// <summary>Looks at the running site once for one check.</summary>
internal sealed class Checker(ISiteUnderCheck site, Runs runs, AttestationBook attestations, TimeProvider time)
{
    public async Task<CheckOutcome> LookAsync(Row row, Check check, CancellationToken cancellationToken)
    {
        try
        {
            return check.Kind switch
            {
                CheckKind.Command => await CommandAsync(check, cancellationToken).ConfigureAwait(false),
                CheckKind.Http => await HttpAsync(check, cancellationToken).ConfigureAwait(false),
                CheckKind.Sql => await SqlAsync(check, cancellationToken).ConfigureAwait(false),
                _ => attestations.Look(row.Id, check.Id, time.GetUtcNow()),
            };
        }
        catch (Exception e) when (e is DbException or HttpRequestException or IOException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return new CheckOutcome(false, $"could not look: {e.Message}");
        }
    }

    private async Task<CheckOutcome> CommandAsync(Check check, CancellationToken cancellationToken)
    {
        var output = await runs.OutputOfAsync(check.Run!, cancellationToken).ConfigureAwait(false);
        if (output.Json(check.Step) is not { } json)
            return new CheckOutcome(false, output.Failure ?? $"the run '{check.Run}' printed no JSON");
        return Judge(check, json);
    }

    private async Task<CheckOutcome> HttpAsync(Check check, CancellationToken cancellationToken)
    {
        var url = check.Url!.Replace(Check.StorefrontPlace, site.Storefront, StringComparison.Ordinal);
        var (status, body, headers) = await site.GetAsync(new Uri(url), cancellationToken).ConfigureAwait(false);
        if (status is < 200 or > 299)
            return new CheckOutcome(false, $"{url} answered {status}", body);
        if (check.Header is { } header)
        {
            return headers.TryGetValue(header, out var value)
                ? new CheckOutcome(JsonFigure.Holds(value, check.Expect!), Text(check, value), body)
                : new CheckOutcome(false, $"{url} answered without {header}", body);
        }
        if (check.Expect is null)
            return new CheckOutcome(true, Text(check, status.ToString(CultureInfo.InvariantCulture)), body);
        using var document = JsonDocument.Parse(body);
        return Judge(check, document.RootElement);
    }

    private async Task<CheckOutcome> SqlAsync(Check check, CancellationToken cancellationToken)
    {
        var connection = await site.ConnectAsync(check.Database!, cancellationToken).ConfigureAwait(false);
        if (connection is null)
            return new CheckOutcome(false, $"the topology has no login '{check.Database}'");
        await using (connection.ConfigureAwait(false))
        {
            var command = connection.CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                // What looks at a site says so as well.
                command.CommandText = $"{check.Sql} /*role='site'*/";
                var value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
                return Judge(check, Convert.ToString(value, CultureInfo.InvariantCulture), check.Sql!);
            }
        }
    }

    private static CheckOutcome Judge(Check check, JsonElement json)
    {
        var outcome = Judge(check, JsonFigure.Read(json, check.Expect!.Path) ?? check.Expect.Absent, json.GetRawText());
        var figure = outcome.Figure;
        for (var i = 0; i < check.Shows.Count; i++)
            figure = figure.Replace($"{{{i + 1}}}", Short(JsonFigure.Read(json, check.Shows[i]) ?? "?"), StringComparison.Ordinal);
        return outcome with { Figure = figure };
    }

    private static CheckOutcome Judge(Check check, string? value, string output) => value is null
        ? new CheckOutcome(false, $"no value at '{check.Expect!.Path}'", output)
        : new CheckOutcome(JsonFigure.Holds(value, check.Expect!), Text(check, value), output);

    private static string Text(Check check, string value) =>
        check.Figure.Replace("{0}", Short(value), StringComparison.Ordinal);

    private static string Short(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && value.Contains('.', StringComparison.Ordinal)
            ? number.ToString("0.###", CultureInfo.InvariantCulture)
            : value;
}
