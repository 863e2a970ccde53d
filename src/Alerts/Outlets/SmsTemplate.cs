using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seawall.Alerts.Outlets;

/// <summary>Texts with placeholders, filled in so that no value can change what stands around it.</summary>
internal static class SmsTemplate
{
    public const string Known = "{to}, {text}, {key}, {owner}, {plan}, {id}, {secret}";

    private static readonly string[] Names = ["to", "text", "key", "owner", "plan", "id", "secret"];

    /// <summary>How values are written at their place.</summary>
    public enum Place
    {
        Url,
        Json,
        Form,
        Header,
        Plain,
    }

    public static Place OfContent(string contentType) => contentType.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "application/json" => Place.Json,
        "application/x-www-form-urlencoded" => Place.Form,
        _ => Place.Plain,
    };

    public static string Fill(string template, Place place, IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder();
        var at = 0;
        while (at < template.Length)
        {
            var (open, close) = Next(template, at);
            if (open < 0)
                break;
            filled.Append(template, at, open - at).Append(Escape(values[template[(open + 1)..close]], place));
            at = close + 1;
        }
        return filled.Append(template, at, template.Length - at).ToString();
    }

    /// <summary>The first placeholder that is not known; braces around anything but a word are text, as JSON has them.</summary>
    public static string? Unknown(string template)
    {
        for (var at = 0; at < template.Length; at++)
        {
            if (WordAt(template, at) is { } word && !Names.Contains(word))
                return word;
        }
        return null;
    }

    private static (int Open, int Close) Next(string template, int from)
    {
        for (var at = from; at < template.Length; at++)
        {
            if (WordAt(template, at) is { } word && Names.Contains(word))
                return (at, at + word.Length + 1);
        }
        return (-1, -1);
    }

    private static string? WordAt(string template, int at)
    {
        if (template[at] != '{')
            return null;
        var end = at + 1;
        while (end < template.Length && char.IsAsciiLetterLower(template[end]))
            end++;
        return end > at + 1 && end < template.Length && template[end] == '}' ? template[(at + 1)..end] : null;
    }

    private static string Escape(string value, Place place) => place switch
    {
        Place.Url => Uri.EscapeDataString(value),
        Place.Form => Uri.EscapeDataString(value),
        Place.Json => JsonEncodedText.Encode(value, JavaScriptEncoder.Default).ToString(),
        // A header holds visible ASCII only; what is not is escaped as in an address.
        Place.Header => string.Concat(value.Select(c => c is >= ' ' and <= '~' ? c.ToString() : Uri.EscapeDataString(c.ToString()))),
        _ => value,
    };
}
