using System.Text.RegularExpressions;

namespace Seawall.Repo.Tests;

/// <summary>Every command that a document shows is one the program knows, with every option it shows.</summary>
public sealed partial class CommandTests
{
    public static IEnumerable<object[]> Shown => Checkout.Files
        .Where(f => f == "README.md" || (f.StartsWith("docs/", StringComparison.Ordinal) && f.EndsWith(".md", StringComparison.Ordinal)))
        .SelectMany(f => Command().Matches(Checkout.Read(f)).Select(m => (f, m.Groups[1].Value.Trim())))
        .Distinct().Select(c => new object[] { c.f, c.Item2 });

    [Theory]
    [MemberData(nameof(Shown))]
    public void A_command_that_is_shown_exists(string file, string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var verbs = words.TakeWhile(w => w[0] != '-' && Verb().IsMatch(w)).ToList();
        var (code, help) = (2, "");
        while (verbs.Count > 0 && ((code, help) = Help(verbs)).code != 0)
            verbs.RemoveAt(verbs.Count - 1);

        Assert.True(code == 0 && verbs.Count > 0, $"{file} shows `seawall {command}`, which the program does not know: {help}");
        foreach (var option in words.Where(w => w.StartsWith("--", StringComparison.Ordinal)))
            Assert.Contains(option.Split('=')[0], help, StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_shows_the_two_commands_that_do_everything()
    {
        var readme = Checkout.Read("README.md");
        Assert.Contains("./seawall up", readme, StringComparison.Ordinal);
        Assert.Contains("./seawall test", readme, StringComparison.Ordinal);
    }

    private static (int code, string help) Help(IEnumerable<string> verbs) => Checkout.Run("dotnet", [Checkout.Program, .. verbs, "--help"]);

    [GeneratedRegex(@"(?m)(?:^|`)\./seawall ([^`\n#|]+)")]
    private static partial Regex Command();

    [GeneratedRegex("^[a-z][a-z-]*$")]
    private static partial Regex Verb();
}
