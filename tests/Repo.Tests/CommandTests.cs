using System.Text.RegularExpressions;

namespace Seawall.Repo.Tests;

/// <summary>Every command that a document shows or a unit of systemd starts is one the program knows, with every option it shows.</summary>
public sealed partial class CommandTests
{
    public static IEnumerable<object[]> Shown => Checkout.Files
        .Where(f => f == "README.md" || (f.StartsWith("docs/", StringComparison.Ordinal) && f.EndsWith(".md", StringComparison.Ordinal)))
        .SelectMany(f => Command().Matches(Checkout.Read(f)).Select(m => (f, m.Groups[1].Value.Trim())))
        .Concat(Units.SelectMany(f => UnitCommand().Matches(Checkout.Read(f)).Select(m => (f, m.Groups[1].Value.Trim()))))
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

    private static IEnumerable<string> Units => Checkout.Files.Where(f => f.StartsWith("deploy/systemd/", StringComparison.Ordinal) && f.EndsWith(".service", StringComparison.Ordinal));

    [Fact]
    public void Every_unit_starts_this_program_and_gives_it_no_more_than_it_needs()
    {
        Assert.Equal(["deploy/systemd/seawall-gate@.service", "deploy/systemd/seawall-mall@.service", "deploy/systemd/seawall.service"], Units.Order(StringComparer.Ordinal));
        foreach (var unit in Units)
        {
            var lines = Checkout.Read(unit).Split('\n');
            Assert.Contains(lines, line => line.StartsWith("ExecStart=/usr/local/bin/seawall ", StringComparison.Ordinal));
            foreach (var needed in (string[])
                ["Type=exec", "User=seawall", "StateDirectory=seawall", "LimitNOFILE=1048576", "Restart=on-failure", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes"])
                Assert.Contains(needed, lines);
        }
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

    [GeneratedRegex(@"(?m)^Exec(?:Start|Stop|Reload)=/usr/local/bin/seawall (.+)$")]
    private static partial Regex UnitCommand();

    [GeneratedRegex("^[a-z][a-z-]*$")]
    private static partial Regex Verb();
}
