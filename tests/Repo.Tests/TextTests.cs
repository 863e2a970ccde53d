using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seawall.Repo.Tests;

/// <summary>What must and must not stand in the repository's text.</summary>
public sealed partial class TextTests
{
    private static readonly IReadOnlySet<string> Rows = new HashSet<string>(
        new (string Prefix, int Count)[] { ("DB", 10), ("TS", 2), ("IM", 10), ("PR", 7), ("RV", 5), ("GB", 5), ("SH", 6), ("VC", 4), ("X", 12) }
            .SelectMany(p => Enumerable.Range(1, p.Count).Select(n => $"{p.Prefix}-{n}")));

    [Fact]
    public void Every_row_of_the_brief_stands_in_the_readiness_file_and_no_other()
    {
        using var file = JsonDocument.Parse(Checkout.Read("deploy/readiness.json"));
        var ids = file.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("id").GetString()!).ToArray();
        Assert.Equal(Rows.Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_id_that_is_named_anywhere_is_known()
    {
        var unknown = Search(RowId(), f => !f.StartsWith("tests/Readiness.Tests/", StringComparison.Ordinal))
            .Where(hit => !Rows.Contains(hit.Match)).ToArray();
        Assert.Empty(unknown);
    }

    [Fact]
    public void No_path_of_one_machine_stands_anywhere() => Assert.Empty(Search(MachinePath(), f => f != "tests/Repo.Tests/TextTests.cs"));

    [Fact]
    public void Nothing_is_left_undone() => Assert.Empty(Search(Undone(), f => f != "tests/Repo.Tests/TextTests.cs" && !f.EndsWith(".min.js", StringComparison.Ordinal)));

    [Fact]
    public void Money_is_never_a_floating_number() =>
        Assert.Empty(Search(Floating(), f => f.StartsWith("src/Mall/", StringComparison.Ordinal) && !f.StartsWith("src/Mall/Traffic/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal)));

    [Fact]
    public void Every_link_in_the_documents_leads_to_a_file()
    {
        var broken = Checkout.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(f => Link().Matches(Checkout.Read(f)).Select(m => (File: f, Target: m.Groups[1].Value)))
            .Where(l => !l.Target.Contains("://", StringComparison.Ordinal) && !l.Target.StartsWith('#'))
            .Where(l => !Exists(Path.GetFullPath(Path.Combine(Checkout.Root, Path.GetDirectoryName(l.File)!, l.Target.Split('#')[0]))))
            .ToArray();
        Assert.Empty(broken);
    }

    [Fact]
    public void Most_files_are_short_and_none_is_beyond_four_hundred_lines_without_saying_why()
    {
        var sources = Checkout.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal)).ToArray();
        var tooLong = sources.Where(f => Checkout.Read(f).Count(c => c == '\n') > 400 && !Checkout.Read(f).Contains("// Long because", StringComparison.Ordinal));
        Assert.Empty(tooLong);
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static IEnumerable<(string File, string Match)> Search(Regex what, Func<string, bool> where) =>
        Checkout.TextFiles.Where(where).SelectMany(f => what.Matches(Checkout.Read(f)).Select(m => (f, m.Value)));

    [GeneratedRegex(@"(?<![A-Za-z0-9_\-/])(?:DB|TS|IM|PR|RV|GB|SH|VC|X)-[0-9]{1,3}(?![0-9A-Za-z_\-.])")]
    private static partial Regex RowId();

    [GeneratedRegex(@"(?<![A-Za-z0-9_.~\-])/(?:home|root|work|farm|srv)/[a-z]|\.\./shared")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(?:NotImplementedException|TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Undone();

    [GeneratedRegex(@"\b(?:float|double|decimal)\b")]
    private static partial Regex Floating();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
