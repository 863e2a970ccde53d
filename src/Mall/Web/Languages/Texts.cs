using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Seawall.Mall.Web.Languages;

/// <summary>Every text of the pages in one language, from <c>Texts/*.json</c>.</summary>
public sealed class Texts
{
    public static readonly Texts Chinese = Load("zh");
    public static readonly Texts English = Load("en");

    private readonly FrozenDictionary<string, string> _texts;

    private Texts(string language, FrozenDictionary<string, string> texts)
    {
        Language = language;
        _texts = texts;
    }

    /// <summary><c>zh</c> or <c>en</c>.</summary>
    public string Language { get; }

    public Texts Other => Language == "zh" ? English : Chinese;

    public IEnumerable<string> Keys => _texts.Keys;

    public string this[string key] => _texts[key];

    public string this[string key, object value] => string.Format(CultureInfo.InvariantCulture, _texts[key], value);

    /// <summary>The text of a notice named by an address; null for a name that is no notice, so nobody can make a page say what they like.</summary>
    public string? Notice(string? name) => name is null ? null : _texts.GetValueOrDefault("notice." + name);

    private static Texts Load(string language)
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"Texts/{language}.json")!;
        return new Texts(language, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary());
    }
}
