using System.Globalization;
using Seawall.Kernel;
using Seawall.Kernel.Reports;

namespace Seawall.Lab.Forecast;

/// <summary>A forecast as one page: the margin first, then when it is least, what brings the load, and what it was made from.</summary>
public static class ForecastPage
{
    private const int AroundFrom = -120;
    private const int AroundTo = 600;
    private const int DayStep = 120;

    public static ReportPage Of(ForecastReport report)
    {
        var page = new ReportPage(
            report.Curve is null ? $"Forecast of {Date(report.Day)}" : $"Margin on {Date(report.Day)}",
            Text($"{report.Site} · {report.Curve ?? "an ordinary day"}{(report.Campaign is null ? "" : " · " + report.Campaign)} · zero hour {report.ZeroHour:yyyy-MM-dd HH:mm zzz} · from {report.History.Days} days, {Date(report.History.From)} to {Date(report.History.To)} · intervals hold {report.Level:P0} of {report.Paths} futures"));
        Verdict(page, report);
        if (report.History.SeededDays > 0)
        {
            page.Verdict(Tone.Warn, Text($"{report.History.SeededDays} of {report.History.Days} days are seeded"), "Projected from a captured stretch so that a new site has something to look at. They are no observation; once days are kept they are left out.");
        }

        foreach (DatabaseMargin database in report.Databases)
        {
            Database(page, report, database);
        }

        Interfaces(page, report);
        Demand(page, report);
        page.Section("What it was made from")
            .Table(["kept days", "captured", "from logs", "imported", "seeded"], [[Number(report.History.Days), Number(report.History.CapturedDays), Number(report.History.LogDays), Number(report.History.ImportedDays), Number(report.History.SeededDays)]]);
        foreach (string note in report.Notes)
        {
            page.Text(note);
        }

        return page;
    }

    private static void Verdict(ReportPage page, ForecastReport report)
    {
        if (report.Verdict is not { } verdict)
        {
            page.Verdict(
                Tone.Plain,
                Text($"{report.All.PeakPerSecond.Value:N0} calls a second at {Clock(report, report.All.PeakAt)}"),
                Text($"{report.All.PeakPerSecond.Low:N0} to {report.All.PeakPerSecond.High:N0}. Give capacity reports (seawall lab capacity) to learn the margin."));
            return;
        }

        string big = !verdict.Known ? "Margin not known" : Text($"Margin {(verdict.AtLeast ? "at least " : "")}{verdict.Margin.Value:0.00} × ({verdict.Margin.Low:0.00} to {verdict.Margin.High:0.00})");
        Tone tone = !verdict.Known ? Tone.Plain : verdict.Margin.Value < 1 ? Tone.Bad : verdict.Margin.Low < 1 ? Tone.Warn : Tone.Good;
        page.Verdict(tone, big, verdict.Sentence);
    }

    private static void Database(ReportPage page, ForecastReport report, DatabaseMargin database)
    {
        page.Section($"Database {database.Database}");
        if (!database.Known)
        {
            page.Text($"The margin is not known: {database.Why}.");
            return;
        }

        string gives = database.GivesWayAt is { } at ? Text($"The expected load passes the capacity at {Clock(report, at)}.") : "The expected load stays below the capacity all day.";
        page.Text(Text($"Capacity {Range(database.CapacityPerSecond)} statements a second{(database.AtLeast ? " at least" : "")}, load {Range(database.LoadPerSecond)} at {Clock(report, database.WorstAt)}: margin {Range(database.Margin)}. {gives}"))
            .Text($"First exhausted: {database.Resource}. {database.Evidence}");
        Around(page, report, Text($"Load of {database.Database} around zero hour, statements a second of the measured mix"), database);
        page.Chart(ForecastCharts.Margin(report, database, DayStep))
            .Table(["business", "share of the worst second"], database.Businesses.Select(Row))
            .Table(["interface", "share of the worst second"], database.Interfaces.Select(Row))
            .Table(["statement", "share of the worst second"], database.Fingerprints.Select(f => (IReadOnlyList<string>)[f.Sql ?? f.Name, Percent(f.Share)]));
        if (database.UnknownShare > 0.005)
        {
            page.Text(Text($"{database.UnknownShare:P1} of that load is by statements the capacity run did not have; each counts as the mean of the mix."));
        }
    }

    private static void Around(ReportPage page, ForecastReport report, string title, DatabaseMargin database)
    {
        if (report.Curve is not null)
        {
            page.Chart(ForecastCharts.Load(report, database, title, AroundFrom, AroundTo, 1));
        }

        page.Chart(ForecastCharts.Load(report, database, Text($"Load of {database.Database} over the day"), int.MinValue, int.MaxValue, DayStep));
    }

    private static void Interfaces(ReportPage page, ForecastReport report)
    {
        if (report.HttpInterfaces.Count > 0)
        {
            page.Section("Interfaces as measured over HTTP").Table(
                ["interface", "margin", "requests a second it carries", "forecast at least", "worst at"],
                report.HttpInterfaces.Select(i => (IReadOnlyList<string>)[i.Interface, Range(i.Margin), Range(i.CapacityPerSecond), Range(i.DemandPerSecond), Clock(report, i.WorstAt)]));
        }
    }

    private static void Demand(ReportPage page, ForecastReport report)
    {
        page.Section("Demand by business").Chart(ForecastCharts.Demand(report, "Calls a second over the day", int.MinValue, int.MaxValue, DayStep));
        if (report.Curve is not null)
        {
            page.Chart(ForecastCharts.Demand(report, "Calls a second around zero hour", AroundFrom, AroundTo, 1));
        }

        page.Table(
            ["business", "busiest second", "at", "ordinary busy second", "growth a week", "campaign ×", "calls of the day"],
            report.Businesses.Append(report.All).Select(b => (IReadOnlyList<string>)
                [b.Business, Range(b.PeakPerSecond), Clock(report, b.PeakAt), Range(b.BusyPerSecond), Growth(b.GrowthPerWeek), Range(b.Multiplier), Range(b.Calls)]));
        page.Section("Interfaces by database calls").Table(
            ["business", "interface", "calls in the busiest second", "share", "calls of the day"],
            report.Interfaces.Select(i => (IReadOnlyList<string>)[i.Business, i.Route.Length == 0 ? "(no route)" : i.Route, Range(i.PeakPerSecond), Percent(i.Share.Value), Range(i.Calls)]));
        page.Section("Statements").Table(
            ["business", "statement", "calls in the busiest second", "growth a week", "calls of the day"],
            report.Fingerprints.Select(f => (IReadOnlyList<string>)[f.Business, f.Sql, Range(f.PeakPerSecond), f.GrowthPerWeek is { } growth ? Growth(growth) : "–", Range(f.Calls)]));
    }

    private static IReadOnlyList<string> Row(LoadShare share) => [share.Name, Percent(share.Share)];

    /// <summary>The moment by the clock.</summary>
    internal static string Clock(ForecastReport report, int at) => report.ZeroHour.AddSeconds(at).ToString(at % 60 == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary><c>5.2 (4.1 to 6.6)</c>, or one figure when it is certain.</summary>
    internal static string Range(Interval i) => i.Low == i.High ? Figure(i.Value) : $"{Figure(i.Value)} ({Figure(i.Low)} to {Figure(i.High)})";

    internal static string Growth(Interval i) => Text($"{(i.Value - 1) * 100:+0.0;−0.0;0.0} % ({(i.Low - 1) * 100:+0.0;−0.0;0.0} to {(i.High - 1) * 100:+0.0;−0.0;0.0})");

    private static string Figure(double value) => Math.Abs(value) >= 100 ? Text($"{value:N0}") : Math.Abs(value) >= 10 ? Text($"{value:0.0}") : Text($"{value:0.00}");

    private static string Percent(double share) => Text($"{share * 100:0.0} %");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
