using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Config;
using Seawall.Control.Changes;
using Seawall.Control.Languages;
using Seawall.Control.SignIn;

namespace Seawall.Control.Shell;

/// <summary>What every page knows of its request: language, place, hour, and whether somebody is signed in.</summary>
public sealed record Visit(Texts T, string Path, string PathAndQuery, bool SignedIn, DateTimeOffset Now, TimeSpan Zone)
{
    /// <summary>The freeze that holds; null when none does.</summary>
    public SiteFreeze? Freeze { get; init; }

    public static Visit Of(HttpContext http) => new(
        LanguageChoice.Of(http.Request),
        http.Request.Path,
        http.Request.Path + http.Request.QueryString,
        http.Features.Get<SignedIn>() is { Yes: true },
        http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        http.RequestServices.GetRequiredService<ControlOptions>().Zone)
    {
        Freeze = SiteFreeze.Holding(http.RequestServices.GetRequiredService<IChangeDesk>().Current, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()),
    };

    /// <summary>The day here and now.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Now.ToOffset(Zone).DateTime);

    /// <summary>How far a day is: <c>12 days</c>, <c>today</c>, <c>3 days ago</c>.</summary>
    public string DaysTo(DateOnly day) => (day.DayNumber - Today.DayNumber) switch
    {
        0 => T["days.today"],
        > 0 and var left => T["days.left", left],
        var past => T["days.past", -past],
    };

    public string Time(DateTimeOffset at) => at.ToOffset(Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public string Clock(DateTimeOffset at) => at.ToOffset(Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>How long ago, in the coarsest unit that tells it: <c>12 min ago</c>.</summary>
    public string Ago(DateTimeOffset at) => T["ago", Figures.Span(T, Now - at)];
}
