using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Seawall.Mall.Web.Languages;

/// <summary>Every text of the pages in one language, from <c>Texts/zh.json</c>, <c>Texts/shops.zh.json</c> and so on; a key stands in one file only.</summary>
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

    public string this[string key, params ReadOnlySpan<object?> values] => string.Format(CultureInfo.InvariantCulture, _texts[key], values);

    /// <summary>The text of a notice named by an address; null for a name that is no notice, so nobody can make a page say what they like.</summary>
    public string? Notice(string? name) => name is null ? null : _texts.GetValueOrDefault("notice." + name);

    private static Texts Load(string language)
    {
        var assembly = typeof(Texts).Assembly;
        var texts = new Dictionary<string, string>();
        foreach (var file in assembly.GetManifestResourceNames().Where(name => name == $"Texts/{language}.json" || name.EndsWith($".{language}.json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(file)!;
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
                texts.Add(key, text);
        }
        return new Texts(language, texts.ToFrozenDictionary());
    }
}
