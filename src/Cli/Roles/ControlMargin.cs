using System.Globalization;
using System.Text.Json;
using Seawall.Control.Margin;
using Seawall.Lab.Forecast;

namespace Seawall.Cli;

/// <summary>The verdict of the kept forecast: each database against what the day asks of it, then who asks how much.</summary>
internal static class ControlMargin
{
    private const int MostLines = 16;

    public static MarginFigures Of(byte[] json, string name)
    {
        ForecastReport report = JsonSerializer.Deserialize<ForecastReport>(json, ReportOutput.Json) ?? throw new JsonException("the file holds null");
        return new MarginFigures
        {
            At = report.At,
            About = string.Join(", ", new[] { report.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), report.Curve, report.Campaign }.Where(part => part is { Length: > 0 })),
            Margin = report.Verdict is { Known: true } verdict ? verdict.Margin : null,
            GivesFirst = report.Verdict?.GivesWayFirst ?? "",
            AtSecond = report.Verdict is { } worst ? Clock(worst.WorstTime) : "",
            Sentence = report.Verdict?.Sentence ?? "",
            Lines = [.. report.Databases.Select(database => Of(database, report)).Concat(report.Businesses.Select(business => Of(business, report))).Take(MostLines)],
            Notes = report.Notes,
        };
    }

    private static MarginLine Of(DatabaseMargin database, ForecastReport report) => new(
        $"{database.Database} ({database.Resource})", database.LoadPerSecond, At(report, database.WorstAt), database.Known ? database.Margin : null);

    private static MarginLine Of(BusinessDemand business, ForecastReport report) => new(business.Business, business.PeakPerSecond, At(report, business.PeakAt), null);

    private static string At(ForecastReport report, int second) => Clock(report.ZeroHour.AddSeconds(second));

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
