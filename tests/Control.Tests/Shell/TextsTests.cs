using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Seawall.Control.Languages;

namespace Seawall.Control.Tests.Shell;

public sealed partial class TextsTests
{
    [Fact]
    public void Both_languages_have_the_same_texts_with_the_same_places()
    {
        Assert.Equal(Texts.English.Keys.Order(StringComparer.Ordinal), Texts.Chinese.Keys.Order(StringComparer.Ordinal));
        Assert.All(Texts.English.Keys, key => Assert.Equal(
            Place().Matches(Texts.English[key]).Select(m => m.Value).Order(StringComparer.Ordinal), Place().Matches(Texts.Chinese[key]).Select(m => m.Value).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Every_text_that_is_asked_for_by_name_is_there_and_none_is_left_over()
    {
        var source = string.Concat(Directory.EnumerateFiles(Sources(), "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)).Select(File.ReadAllText));
        string[] asked = [.. Literal().Matches(source).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Empty(asked.Where(key => !key.EndsWith('.')).Except(Texts.English.Keys));
        // Some are put together, such as "state." and the state.
        string[] begun = [.. Begun().Matches(source).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Empty(Texts.English.Keys.Where(key => !source.Contains($"\"{key}\"", StringComparison.Ordinal) && !begun.Any(start => key.StartsWith(start, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData("zh", "en", "zh")]
    [InlineData("fr", "zh-TW,en;q=0.5", "zh")]
    [InlineData(null, "de,en;q=0.8,zh;q=0.9", "zh")]
    [InlineData(null, "de-DE", "en")]
    [InlineData(null, "\u0001;;;", "en")]
    public void The_language_is_what_was_chosen_else_what_the_browser_prefers(string? chosen, string? accepted, string language) =>
        Assert.Equal(language, LanguageChoice.Decide(chosen, accepted));

    private static string Sources([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "src", "Control"));

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex("""\bT(?:exts)?\["([A-Za-z.0-9]+)"[\],]""")]
    private static partial Regex Literal();

    [GeneratedRegex("""(?:"|\$")([a-zA-Z]+\.(?:[a-zA-Z0-9]+\.)?)"?""")]
    private static partial Regex Begun();
}
