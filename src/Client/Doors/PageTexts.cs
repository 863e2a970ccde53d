using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Seawall.Client.Doors;

/// <summary>The waiting page's texts in one language, and the frame they stand in.</summary>
internal sealed class PageTexts
{
    public static readonly PageTexts English = new("en");
    public static readonly PageTexts Chinese = new("zh");

    private static readonly string Style = Read("page.css");
    private static readonly string Script = Read("page.js");
    private static readonly string Html = Read("page.html");

    private readonly FrozenDictionary<string, string> _texts;

    private PageTexts(string language) => _texts = JsonSerializer.Deserialize<Dictionary<string, string>>(Read(language + ".json"))!.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What browsers may do with the page: its own style and script, and asking this site.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public IEnumerable<string> Keys => _texts.Keys;

    public string this[string key] => _texts[key];

    public string this[string key, string value] => string.Format(CultureInfo.InvariantCulture, _texts[key], value);

    /// <summary>The frame cut at what differs from answer to answer: the reload, then the state and what is in it.</summary>
    public ((string Head, string Main) Before, string After) Frame(string room, string title)
    {
        var html = Html.Replace("{lang}", this["lang"], StringComparison.Ordinal).Replace("{room}", room, StringComparison.Ordinal).Replace("{title}", title, StringComparison.Ordinal)
            .Replace("{style}", Style, StringComparison.Ordinal).Replace("{script}", Script, StringComparison.Ordinal);
        var refresh = html.IndexOf("{refresh}", StringComparison.Ordinal);
        var state = html.IndexOf("{state}", StringComparison.Ordinal);
        var main = html.IndexOf("{main}", StringComparison.Ordinal);
        return ((html[..refresh], html[(refresh + "{refresh}".Length)..state]), html[(main + "{main}".Length)..]);
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Read(string file)
    {
        using var stream = typeof(PageTexts).Assembly.GetManifestResourceStream("Doors/" + file)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Browsers hash what they parsed, which has no carriage returns.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
