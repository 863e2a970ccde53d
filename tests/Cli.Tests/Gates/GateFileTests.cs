using Seawall.Client.Config;

namespace Seawall.Cli.Tests;

/// <summary>The one file of a gate that works alone.</summary>
public sealed class GateFileTests
{
    private const string Sound = """
        {
          // in front of the shop
          "name": "shop-gate", "listen": "127.0.0.1:7432", "admin": "off", "adminToken": "long-enough",
          "upstreams": { "shop": "127.0.0.1:5432", "*": "10.0.0.2:5432" },
          "logins": { "shop_app": "shop", "reports": { "business": "reports" } },
          "grades": { "shop": "G0", "reports": "G3" },
          "rules": {
            "no-scans": { "mode": "warn", "match": { "business": ["reports"], "shape": { "noWhere": true } }, "act": { "kind": "refuse" } },
          },
        }
        """;

    [Fact]
    public void A_file_says_all_a_gate_needs()
    {
        GateSettings? settings = GateFile.Parse(Sound, "/", out IReadOnlyList<string> faults);

        Assert.Empty(faults);
        Assert.Equal(("shop-gate", "127.0.0.1:7432", true, "long-enough"), (settings!.Name, settings.Listen!.ToString(), settings.NoAdmin, settings.AdminToken));
        Assert.Equal("10.0.0.2:5432", settings.Upstreams["*"]);
        Assert.Equal(["rule/no-scans", "gate/logins", "gate/grades"], settings.Entries.Select(entry => entry.Key));
        Assert.Equal("""{"shop_app":{"business":"shop"},"reports":{"business":"reports"}}""", settings.Entries[1].Value);
        Assert.Equal("1 rule (1 warn), logins, grades", GateFileWatch.Told(settings.Entries));
    }

    [Fact]
    public void Every_fault_is_told_with_its_path()
    {
        const string Faulty = """
            { "name": "a b", "listen": "here", "adminToken": "short", "upstreams": { "shop": 5432 }, "tls": {}, "capture": "some", "loops": 0, "portable": 1,
              "grades": { "shop": "G7" }, "logins": { "app": { "busines": "shop" } },
              "rules": { "slow": { "mode": "soft", "act": { "kind": "refuse" } }, "none": 3 }, "limt": {} }
            """;

        Assert.Null(GateFile.Parse(Faulty, "/", out IReadOnlyList<string> faults));

        string[] places = [.. faults.Select(fault => fault.Split(": ")[0]).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "gate.adminToken", "gate.capture", "gate.grades.shop", "gate.limt", "gate.listen", "gate.logins.app.busines", "gate.loops", "gate.name", "gate.portable",
                "gate.rules.none", "gate.rules.slow.mode", "gate.tls.certificate", "gate.upstreams.shop",
            ],
            places);
    }

    [Theory]
    [InlineData("{\n  \"listen\": \n}", "gate: is no JSON, line 3: ")]
    [InlineData("[]", "gate: must be an object")]
    public void What_is_no_file_at_all_is_told_with_its_line(string text, string told)
    {
        Assert.Null(GateFile.Parse(text, "/", out IReadOnlyList<string> faults));
        Assert.StartsWith(told, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_goes_before_the_file()
    {
        GateSettings file = GateFile.Parse(Sound, "/", out _)!;
        GateSettings given = new() { Upstreams = new Dictionary<string, string> { ["*"] = "127.0.0.1:9" }, Admin = new(System.Net.IPAddress.Loopback, 7433) };

        GateSettings both = given.Over(file);

        Assert.Equal(["*"], both.Upstreams.Keys);
        Assert.Equal((7433, false, "shop-gate", 3), (both.Admin!.Port, both.NoAdmin, both.Name, both.Entries.Count));
    }

    [Fact]
    public async Task A_changed_file_is_put_in_force_and_a_faulty_one_changes_nothing()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Sound);
            LiveConfig config = new();
            StringWriter log = new();
            GateSettings started = GateFile.Read(file, out _)!;
            config.Swap(ConfigSnapshot.Of(1, started.Entries));
            GateFileWatch watch = new(file, new GateSettings(), started, config, log);
            Assert.False(await watch.LookAsync());

            await File.WriteAllTextAsync(file, Sound.Replace("\"warn\"", "\"enforce\"", StringComparison.Ordinal));
            Assert.True(await watch.LookAsync());
            Assert.Equal(2, config.Current.Revision);
            Assert.Contains("enforce", config.Current["rule/no-scans"], StringComparison.Ordinal);
            Assert.Contains("is in force: 1 rule (1 enforce), logins, grades\n", log.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, Sound.Replace("\"warn\"", "\"soft\"", StringComparison.Ordinal));
            Assert.False(await watch.LookAsync());
            Assert.Equal(2, config.Current.Revision);
            Assert.Contains("the former set stays:\n  gate.rules.no-scans.mode: must be one of off, warn, enforce", log.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, Sound.Replace("7432", "7999", StringComparison.Ordinal));
            Assert.True(await watch.LookAsync());
            Assert.Contains("addresses, servers, TLS, token and captures as before, until a restart", log.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
