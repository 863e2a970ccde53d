using Seawall.Control.Alerts;
using Seawall.Control.Live;
using Seawall.Control.Margin;
using Seawall.Control.Processes;
using Seawall.Control.Readiness;

namespace Seawall.Control.Overview;

/// <summary>One thing that somebody should look at: how bad, which text with which values, and where to read on.</summary>
public sealed record Attention(string Tone, string Text, IReadOnlyList<object> Values, string Link)
{
    /// <summary>Errors among calls that are worth a look: one in a hundred.</summary>
    private const double ErrorShare = 0.01;

    /// <summary>A report that is older than this speaks of another site.</summary>
    private static readonly TimeSpan OldReport = TimeSpan.FromDays(7);

    /// <summary>All of it, the worst first.</summary>
    public static IReadOnlyList<Attention> Of(SiteStatus site, LiveSample? now, LabReports reports, Board board, DateOnly today, DateTimeOffset time) =>
        [.. OfSite(site).Concat(OfTraffic(now)).Concat(OfReports(reports, time)).Concat(OfBoard(board, today)).OrderBy(item => item.Tone == "bad" ? 0 : 1)];

    /// <summary>The alerts that nobody has taken.</summary>
    internal static IEnumerable<Attention> OfAlerts(IReadOnlyList<OpenAlert> firing) =>
        firing.Select(open => new Attention(AlertsPage.ToneOf(open.Alert), "attention.alert", [open.Alert.Summary], "/alerts"));

    private static IEnumerable<Attention> OfSite(SiteStatus site)
    {
        if (site.Phase is not ("up" or "starting"))
            yield return new Attention("bad", "attention.phase." + site.Phase, [site.Message], "/processes");
        foreach (var process in site.Processes.Where(process => !process.IsUp))
            yield return new Attention(process.Tone, "attention.process", [process.Name, process.State], "/processes/" + process.Name);
        foreach (var process in site.Processes.Where(process => process.IsUp && process.Restarts > 0 && process.Uptime < TimeSpan.FromMinutes(15)))
            yield return new Attention("warn", "attention.restarted", [process.Name, process.Restarts], "/processes/" + process.Name);
    }

    private static IEnumerable<Attention> OfTraffic(LiveSample? now)
    {
        foreach (var gate in now?.SilentGates ?? [])
            yield return new Attention("bad", "attention.gate", [gate], "/processes/" + gate);
        foreach (var business in now?.Businesses.Where(b => b.ErrorShare >= ErrorShare && b.ErrorsPerSecond > 0) ?? [])
            yield return new Attention("bad", "attention.errors", [business.Business, Shell.Figures.Percent(business.ErrorShare)], "/live?business=" + Uri.EscapeDataString(business.Business));
    }

    private static IEnumerable<Attention> OfReports(LabReports reports, DateTimeOffset time)
    {
        foreach (var damaged in reports.Damaged)
            yield return new Attention("bad", "attention.damaged", [damaged.File], "/margin");
        if (reports.Margin is { Margin: { } margin } forecast)
        {
            if (margin.Low < 1)
                yield return new Attention(MarginPages.ToneOf(margin), "attention.margin", [Shell.Figures.Times(margin.Value), forecast.GivesFirst, forecast.AtSecond], "/margin");
            if (time - forecast.At > OldReport)
                yield return new Attention("warn", "attention.oldForecast", [(int)(time - forecast.At).TotalDays], "/margin");
        }
        else if (reports.Damaged.Count == 0)
        {
            yield return new Attention("warn", reports.Capacities.Count == 0 ? "attention.noCapacity" : "attention.noForecast", [], "/margin");
        }
    }

    private static IEnumerable<Attention> OfBoard(Board board, DateOnly today)
    {
        if (board.Problem is not null)
            yield return new Attention("bad", "attention.board", [], "/readiness");
        var late = board.Promises.Count(promise => promise.IsLate(board.SaleDay, today));
        if (late > 0)
            yield return new Attention("bad", "attention.late", [late], "/readiness?show=late");
        var missed = board.Promises.Count(promise => promise.State == PromiseState.Short && !promise.IsLate(board.SaleDay, today));
        if (missed > 0)
            yield return new Attention("warn", "attention.short", [missed], "/readiness?show=open");
    }
}
