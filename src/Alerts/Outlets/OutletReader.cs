using System.Text.Json;
using Seawall.Alerts.Entries;

namespace Seawall.Alerts.Outlets;

internal enum OutletKind
{
    Log,
    Webhook,
    Smtp,
    Sms,
    Ping,
}

/// <summary>Reads an outlet from its JSON, with every fault.</summary>
internal static class OutletReader
{
    public static Outlet Read(string name, JsonElement json, List<EntryFault> faults)
    {
        var fields = new Fields(json, "", faults);
        Outlet outlet = fields.Word<OutletKind>("kind") switch
        {
            OutletKind.Webhook => new WebhookOutlet { Name = name, Url = Url(fields), Headers = Headers(fields) },
            OutletKind.Smtp => Smtp(name, fields),
            OutletKind.Sms => Sms(name, fields),
            OutletKind.Ping => new PingOutlet { Name = name, Url = Url(fields), Every = fields.Duration("every", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) },
            _ => new LogOutlet { Name = name, File = File(fields) },
        };
        outlet = outlet with
        {
            Default = fields.Flag("default", true) && outlet is not PingOutlet,
            Least = fields.Word<Severity>("least", Severity.Info),
            Secret = Secret(fields),
            Timeout = fields.Duration("timeout", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        };
        fields.NoOthers();
        return outlet;
    }

    private static SmtpOutlet Smtp(string name, Fields fields)
    {
        var outlet = new SmtpOutlet
        {
            Name = name,
            Host = fields.Text("host"),
            Port = fields.Whole("port", 587, 1, 65535),
            Security = fields.Word<SmtpSecurity>("security", SmtpSecurity.StartTls),
            User = fields.Text("user", ""),
            From = fields.Text("from"),
            To = Recipients(fields),
        };
        foreach (var address in outlet.To.Append(outlet.From))
        {
            if (address.Length > 0 && (!address.Contains('@') || address.AsSpan().ContainsAny("<>\r\n ,")))
                fields.Fault(address == outlet.From ? "from" : "to", $"'{address}' is no mail address");
        }
        if (outlet.User.Length > 0 && outlet.Security == SmtpSecurity.None)
            fields.Fault("security", "must be starttls or tls when there is a user: a password is not sent in plain text");
        return outlet;
    }

    private static SmsOutlet Sms(string name, Fields fields)
    {
        var outlet = new SmsOutlet
        {
            Name = name,
            Url = Url(fields),
            Method = fields.Text("method", "POST"),
            Headers = Headers(fields),
            Body = fields.Text("body", ""),
            ContentType = fields.Text("contentType", "application/json"),
            To = Recipients(fields),
            Longest = fields.Whole("longest", 300, 20, 2000),
        };
        if (outlet.Method is not ("GET" or "POST" or "PUT"))
            fields.Fault("method", "must be GET, POST or PUT");
        foreach (var (where, text) in outlet.Headers.Select(header => ("headers." + header.Key, header.Value)).Append(("url", outlet.Url)).Append(("body", outlet.Body)))
        {
            if (SmsTemplate.Unknown(text) is { } unknown)
                fields.Fault(where, $"{{{unknown}}} is not known; known are {SmsTemplate.Known}");
        }
        return outlet;
    }

    private static string Url(Fields fields)
    {
        var url = fields.Text("url");
        // A placeholder is no part of an address until it is filled in.
        var filled = url.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        if (url.Length > 0 && (!Uri.TryCreate(filled, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0))
            fields.Fault("url", "must be an http or https address without a user in it");
        return url;
    }

    private static IReadOnlyDictionary<string, string> Headers(Fields fields)
    {
        var headers = fields.Pairs("headers");
        foreach (var (name, value) in headers)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny(" :\r\n") || value.AsSpan().ContainsAny('\r', '\n'))
                fields.Fault("headers." + name, "is no header");
        }
        return headers;
    }

    private static IReadOnlyList<string> Recipients(Fields fields)
    {
        var to = fields.Texts("to");
        if (to.Count == 0)
            fields.Fault("to", "at least one is required");
        return to;
    }

    private static string File(Fields fields) => Name(fields, "file", "alerts.log");

    private static string Secret(Fields fields) => Name(fields, "secret", "");

    // Names of files: they must not lead out of their folder.
    private static string Name(Fields fields, string field, string otherwise)
    {
        var name = fields.Text(field, otherwise);
        if (name.Length > 0 && (name[0] == '.' || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))))
            fields.Fault(field, "must be a file name of letters, digits, '.', '-' and '_'");
        return name;
    }
}
