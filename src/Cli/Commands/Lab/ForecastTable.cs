using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Forecast;

namespace Seawall.Cli;

/// <summary>A forecast for people.</summary>
internal static class ForecastTable
{
    public static void Write(ForecastReport report)
    {
        void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"forecast    {report.Day:ddd yyyy-MM-dd}, {report.Curve ?? "an ordinary day"}{(report.Campaign is null ? "" : ", " + report.Campaign)}, zero hour {report.ZeroHour:HH:mm zzz}, intervals hold {report.Level:P0}");
        Line($"made from   {report.History.Days} days, {report.History.From:yyyy-MM-dd} to {report.History.To:yyyy-MM-dd}: {report.History.CapturedDays} captured, {report.History.LogDays} from logs, {report.History.ImportedDays} imported, {report.History.SeededDays} SEEDED (projected, not observed)");
        if (report.Verdict is { } verdict)
        {
            Line($"margin      {verdict.Sentence}");
        }

        Console.WriteLine();
        foreach (DatabaseMargin d in report.Databases)
        {
            Database(report, d);
        }

        var businesses = new Plain("busiest second", "at", "busy second", "growth a week", "campaign ×", "calls of the day", "business");
        foreach (BusinessDemand b in report.Businesses.Append(report.All))
        {
            businesses.Add(Range(b.PeakPerSecond), Clock(report, b.PeakAt), Range(b.BusyPerSecond), Growth(b.GrowthPerWeek), Range(b.Multiplier), Range(b.Calls), b.Business);
        }

        businesses.Write("demand by business, database calls");
        var interfaces = new Plain("busiest second", "share", "calls of the day", "business", "interface");
        foreach (InterfaceDemand i in report.Interfaces.Take(12))
        {
            interfaces.Add(Range(i.PeakPerSecond), Percent(i.Share.Value), Range(i.Calls), i.Business, i.Route.Length == 0 ? "(no route)" : i.Route);
        }

        interfaces.Write("by interface");
        var statements = new Plain("busiest second", "growth a week", "business", "statement");
        foreach (FingerprintDemand f in report.Fingerprints.Take(12))
        {
            statements.Add(Range(f.PeakPerSecond), f.GrowthPerWeek is { } growth ? Growth(growth) : "–", f.Business, f.Sql);
        }

        statements.Write("by statement");
        foreach (string note in report.Notes)
        {
            Console.WriteLine("note: " + note);
        }
    }

    private static void Database(ForecastReport report, DatabaseMargin d)
    {
        var table = new Plain("margin", "capacity/s", "load/s", "worst at", "gives way", "resource", "database");
        table.Add(
            d.Known ? (d.AtLeast ? "≥ " : "") + Range(d.Margin) : "not known", Range(d.CapacityPerSecond), Range(d.LoadPerSecond), Clock(report, d.WorstAt),
            d.GivesWayAt is { } at ? Clock(report, at) : "–", d.Resource, d.Database);
        table.Write($"margin of {d.Database}");
        if (d.Why is { } why)
        {
            Console.WriteLine($"not known: {why}");
        }

        var shares = new Plain("share", "", "of the worst second's load");
        foreach ((string kind, LoadShare share) in d.Businesses.Take(4).Select(s => ("business", s)).Concat(d.Interfaces.Take(4).Select(s => ("interface", s))).Concat(d.Fingerprints.Take(4).Select(s => ("statement", s))))
        {
            shares.Add(Percent(share.Share), kind, share.Sql ?? share.Name);
        }

        shares.Write($"what loads {d.Database}");
    }

    private static string Clock(ForecastReport report, int at) => report.ZeroHour.AddSeconds(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Range(Interval i) => i.Low == i.High ? Figure(i.Value) : $"{Figure(i.Value)} [{Figure(i.Low)}, {Figure(i.High)}]";

    private static string Growth(Interval i) => string.Create(CultureInfo.InvariantCulture, $"{(i.Value - 1) * 100:+0.0;-0.0;0.0} %");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    private static string Figure(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
