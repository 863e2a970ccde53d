namespace Seawall.Alerts.Outlets;

/// <summary>What became of one attempt.</summary>
/// <param name="Why">What went wrong, without a secret or a full address in it; empty when it was delivered.</param>
/// <param name="After">When the receiver wants to be asked again; null for the usual time.</param>
public sealed record Attempt(bool Delivered, string Why = "", TimeSpan? After = null)
{
    public static Attempt Done { get; } = new(true);

    public static Attempt Failed(string why, TimeSpan? after = null) => new(false, why, after);
}

/// <summary>The outside of outlets: files, networks and secrets.</summary>
public sealed record OutletSurroundings
{
    public required TimeProvider Time { get; init; }

    /// <summary>Folder of log outlets.</summary>
    public required string Logs { get; init; }

    /// <summary>A secret by its name; null when there is none.</summary>
    public required Func<string, string?> Secret { get; init; }
}

/// <summary>Sends a message through an outlet of any kind, within its time; a failure is an answer, not an exception.</summary>
public sealed class OutletSender(OutletSurroundings around) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<Attempt> SendAsync(Outlet outlet, AlertMessage message, CancellationToken cancellationToken)
    {
        if (outlet.Secret.Length > 0 && around.Secret(outlet.Secret) is null)
            return Attempt.Failed($"the secret '{outlet.Secret}' is not there; put it into .seawall/secrets/alerts/{outlet.Secret}");
        using var limit = new CancellationTokenSource(outlet.Timeout, around.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var secret = outlet.Secret.Length > 0 ? around.Secret(outlet.Secret) ?? "" : "";
            return outlet switch
            {
                WebhookOutlet webhook => await WebhookSender.SendAsync(_http, webhook, secret, message, either.Token).ConfigureAwait(false),
                SmsOutlet sms => await SmsSender.SendAsync(_http, sms, secret, message, either.Token).ConfigureAwait(false),
                SmtpOutlet smtp => await SmtpSender.SendAsync(smtp, secret, message, either.Token).ConfigureAwait(false),
                PingOutlet ping => await WebhookSender.PingAsync(_http, ping, secret, either.Token).ConfigureAwait(false),
                LogOutlet log => await LogSender.SendAsync(Path.Combine(around.Logs, log.File), message, either.Token).ConfigureAwait(false),
                _ => Attempt.Failed($"outlets of kind {outlet.Kind} are not known"),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Attempt.Failed($"no answer within {Kernel.DurationText.Format(outlet.Timeout)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException
            or System.Security.Authentication.AuthenticationException or UriFormatException or FormatException)
        {
            return Attempt.Failed($"{outlet.Address}: {Reason(e)}");
        }
    }

    public void Dispose() => _http.Dispose();

    // Messages of the network name host and port only; others could quote what they were given.
    private static string Reason(Exception e) => e switch
    {
        UriFormatException or FormatException => "the address or a header is malformed",
        HttpRequestException { InnerException: { } inner } => inner.Message,
        _ => e.Message,
    };
}
