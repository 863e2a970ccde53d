using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seawall.Client.Calls;
using Seawall.Client.Features;
using Seawall.Kernel;
using Seawall.Mall.Contracts.Accounts;
using Seawall.Mall.Contracts.Features;
using Seawall.Mall.Web.Languages;

namespace Seawall.Mall.Web.Shell;

/// <summary>What every page knows of the request: its language and, when signed in, its buyer.</summary>
public sealed partial class Visit(IHttpContextAccessor accessor, IAccounts accounts, ILogger<Visit> log)
{
    private static readonly TimeSpan ShopZone = TimeSpan.FromHours(8);

    private readonly HttpContext _http = accessor.HttpContext ?? throw new InvalidOperationException("A visit belongs to a request.");

    private readonly HashSet<Feature> _told = [];

    public Texts T { get; } = LanguageChoice.Of(accessor.HttpContext!.Request);

    public Buyer? Buyer { get; private set; }

    /// <summary>Whether the browser brings a session along, be its buyer known or not.</summary>
    public bool HasSession => SessionCookie.Read(_http) is not null;

    public string PathAndQuery => _http.Request.Path + _http.Request.QueryString;

    /// <summary>The message that the page before asked this one to show; null for none.</summary>
    public string? Notice => T.Notice(_http.Request.Query["notice"]);

    /// <summary>Whether all these features are on for this visitor; what is off is named in the answer's <c>x-degraded</c> header. Ask in the request's own flow of control only.</summary>
    public bool Has(params ReadOnlySpan<MallFeature> features)
    {
        foreach (var feature in features)
        {
            if (feature.IsOn)
                continue;
            lock (_told)
            {
                if (!_http.Response.HasStarted && _told.Add(feature.Feature))
                    Degraded.Mark(_http, feature.Feature);
            }
            return false;
        }
        return true;
    }

    /// <summary>For pages that only greet the buyer: they are shown without a greeting while that is off, and when accounts does not answer.</summary>
    public Task GreetAsync(CancellationToken ct) => Has(AccountsFeatures.Greeting) ? KnowAsync(ct) : Task.CompletedTask;

    private async Task KnowAsync(CancellationToken ct)
    {
        try
        {
            using var running = AccountsFeatures.Greeting.Feature.Enter();
            await IdentifyAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Log.AccountsDown(log, e);
            TellFailed(AccountsFeatures.Greeting.Feature);
        }
    }

    /// <summary>
    /// A block that is a feature of its own, asked for while it is on, as are the other features it makes no sense without; <paramref name="otherwise"/> while it is
    /// off, and when its service does not answer.
    /// </summary>
    /// <param name="features">The block's own feature, then the others.</param>
    public Task<T> PartAsync<T>(MallFeature[] features, Func<Task<T>> block, T otherwise, CancellationToken ct) =>
        Has(features) ? TryAsync(features[0].Feature, block, otherwise, ct) : Task.FromResult(otherwise);

    /// <summary>A block the page can do without: <paramref name="otherwise"/> when it is not asked for (null), and when its service does not answer.</summary>
    public async Task<T> ExtraAsync<T>(Task<T>? block, T otherwise, CancellationToken ct)
    {
        try
        {
            return block is null ? otherwise : await block;
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Log.LeftOut(log, typeof(T), _http.Request.Path, e.Message);
            if (FeatureRegistry.Find(CallContext.Current.Feature) is { } page)
                TellFailed(page);
            return otherwise;
        }
    }

    /// <summary>For pages that belong to a buyer; null when nobody is signed in.</summary>
    public async Task<Buyer?> IdentifyAsync(CancellationToken ct)
    {
        if (SessionCookie.Read(_http) is { } token)
            Buyer = await accounts.FindBuyerAsync(token, ct);
        return Buyer;
    }

    public IResult ToSignIn() => ToSignIn(PathAndQuery);

    public static IResult ToSignIn(string back) => Results.LocalRedirect($"/sign-in?back={Uri.EscapeDataString(back)}");

    public string Money(Cents amount) => "¥" + amount;

    public string Time(DateTimeOffset time) => time.ToOffset(ShopZone).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<T> TryAsync<T>(Feature feature, Func<Task<T>> block, T otherwise, CancellationToken ct)
    {
        try
        {
            using var running = feature.Enter();
            return await block();
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Log.LeftOut(log, typeof(T), _http.Request.Path, e.Message);
            TellFailed(feature);
            return otherwise;
        }
    }

    // Blocks end side by side.
    private void TellFailed(Feature feature)
    {
        lock (_told)
        {
            if (!_http.Response.HasStarted && _told.Add(feature))
                Degraded.MarkFailed(_http, feature);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "The buyer is not greeted: accounts does not answer.")]
        public static partial void AccountsDown(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "{Block} is left out of {Path}: {Reason}")]
        public static partial void LeftOut(ILogger logger, Type block, string path, string reason);
    }
}
