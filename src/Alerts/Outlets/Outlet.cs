namespace Seawall.Alerts.Outlets;

/// <summary>Where alerts go: the value of <c>outlet/{name}</c> in the config center. It names secrets, it never holds one.</summary>
public abstract record Outlet
{
    private protected Outlet()
    {
    }

    public required string Name { get; init; }

    /// <summary>Told of every alert whose rule names no outlets; otherwise only of those that name it.</summary>
    public bool Default { get; init; } = true;

    /// <summary>Of those, only what matters this much; info by default.</summary>
    public Severity Least { get; init; } = Severity.Info;

    /// <summary>The file under <c>.seawall/secrets/alerts/</c> that holds the secret; empty for none.</summary>
    public string Secret { get; init; } = "";

    /// <summary>How long one attempt may take; 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public abstract string Kind { get; }

    /// <summary>Where it leads, for people: without user, path or secret.</summary>
    public abstract string Address { get; }
}

/// <summary>A log file, one JSON object a message.</summary>
public sealed record LogOutlet : Outlet
{
    /// <summary>The file, relative to the site's logs; alerts.log when unset.</summary>
    public string File { get; init; } = "alerts.log";

    public override string Kind => "log";

    public override string Address => File;
}

/// <summary>A POST of JSON, signed with the secret when there is one.</summary>
public sealed record WebhookOutlet : Outlet
{
    /// <summary>Its text <c>{secret}</c> stands for the secret.</summary>
    public required string Url { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public override string Kind => "webhook";

    public override string Address => Authority(Url);

    internal static string Authority(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Authority}" : "–";
}

/// <summary>An SMS gateway reached over HTTP, one request a number; its texts are templates.</summary>
public sealed record SmsOutlet : Outlet
{
    public required string Url { get; init; }

    public string Method { get; init; } = "POST";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string Body { get; init; } = "";

    /// <summary>Says how values are escaped in the body: JSON, form or as they are.</summary>
    public string ContentType { get; init; } = "application/json";

    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Characters of the text at most; 300.</summary>
    public int Longest { get; init; } = 300;

    public override string Kind => "sms";

    public override string Address => WebhookOutlet.Authority(Url);
}

public enum SmtpSecurity
{
    /// <summary>Plain text: for a server on the same machine only.</summary>
    None,
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}

/// <summary>A mail server.</summary>
public sealed record SmtpOutlet : Outlet
{
    public required string Host { get; init; }

    public int Port { get; init; } = 587;

    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>The login that the secret belongs to; empty for none.</summary>
    public string User { get; init; } = "";

    public required string From { get; init; }

    public required IReadOnlyList<string> To { get; init; }

    public override string Kind => "smtp";

    public override string Address => $"{Host}:{Port}";
}

/// <summary>A monitor elsewhere that expects a call every so often and alerts when it stays away, so that the death of everything here is noticed there.</summary>
public sealed record PingOutlet : Outlet
{
    /// <summary>Its text <c>{secret}</c> stands for the secret.</summary>
    public required string Url { get; init; }

    /// <summary>Between two calls; 1 min.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    public override string Kind => "ping";

    public override string Address => WebhookOutlet.Authority(Url);
}
