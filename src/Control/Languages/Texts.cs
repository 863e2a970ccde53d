using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Seawall.Control.Languages;

/// <summary>Every text of the console in one language, from <c>Texts/zh.json</c> or <c>Texts/en.json</c>.</summary>
public sealed class Texts
{
    public static readonly Texts Chinese = Load("zh");
    public static readonly Texts English = Load("en");

    private readonly FrozenDictionary<string, string> _texts;

    private Texts(string language, FrozenDictionary<string, string> texts) => (Language, _texts) = (language, texts);

    /// <summary><c>zh</c> or <c>en</c>.</summary>
    public string Language { get; }

    public Texts Other => Language == "zh" ? English : Chinese;

    public IEnumerable<string> Keys => _texts.Keys;

    public string this[string key] => _texts[key];

    public string this[string key, params ReadOnlySpan<object?> values] => string.Format(CultureInfo.InvariantCulture, _texts[key], values);

    /// <summary>The text, or another for a word that has none, such as a state that came later.</summary>
    public string Or(string key, string otherwise) => _texts.GetValueOrDefault(key) ?? otherwise;

    private static Texts Load(string language)
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"Texts/{language}.json")!;
        return new Texts(language, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary());
    }
}
