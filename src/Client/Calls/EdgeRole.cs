namespace Seawall.Client.Calls;

/// <summary>Decides at the edge which source a request comes from.</summary>
public static class EdgeRole
{
    /// <summary>The header by which our own app names itself.</summary>
    public const string Header = "X-Seawall-Source";

    private static readonly string[] Phones = ["Mobile", "Android", "iPhone", "MicroMessenger"];

    /// <summary><c>app</c> when the app says so, <c>h5</c> for a phone's browser, else <c>web</c>.</summary>
    public static string Decide(string? source, string? userAgent)
    {
        if (source == "app" || userAgent?.StartsWith("SeawallApp/", StringComparison.Ordinal) == true)
            return "app";
        if (userAgent is not null && Array.Exists(Phones, phone => userAgent.Contains(phone, StringComparison.Ordinal)))
            return "h5";
        return "web";
    }
}
