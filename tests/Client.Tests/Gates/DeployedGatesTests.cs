using System.Runtime.CompilerServices;
using System.Text.Json;
using Seawall.Client.Gates;
using Seawall.Client.Switches;

namespace Seawall.Client.Tests.Gates;

public sealed class DeployedGatesTests
{
    [Fact]
    public void What_ships_for_the_gates_can_be_read_and_grades_every_business_of_the_site()
    {
        var deployed = Read("config/gates.json").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetRawText());
        var faults = new List<string>();

        var grades = Parse(GateGrades.Key, GateGrades.Parse)!;
        var logins = Parse(GateLogins.Key, GateLogins.Parse);
        var connections = Parse(GateConnections.Key, GateConnections.Parse);
        var limits = Parse(GateLimits.Key, GateLimits.Parse);
        Parse(GateHotRows.Key, GateHotRows.Parse);
        Parse(InterceptionSettings.Key, InterceptionSettings.Parse);

        Assert.Empty(faults);
        Assert.Empty(deployed);
        Assert.Equal("batch", logins!.Of("batch").Business);
        var businesses = Read("local.json").GetProperty("postgres").EnumerateArray()
            .SelectMany(node => node.TryGetProperty("businesses", out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : []).ToArray();
        Assert.Equal(8, businesses.Length);
        Assert.Empty(businesses.Except(grades.Businesses.Keys));
        // Browsing and buying give way last, reports and those nobody knows first; only the latter have caps.
        Assert.All(["trade", "accounts", "catalog"], core => Assert.Equal((Grade.G0, null), (grades.Of(core), connections!.CapOf(core))));
        Assert.All(["batch", "unknown"], least => Assert.True(grades.Of(least) == Grade.G4 && connections!.CapOf(least) > 0));
        Assert.All(limits!.Limits, limit => Assert.Equal(["batch"], limit.Match.Business.Values));

        T? Parse<T>(string key, Parser<T> parse)
            where T : class
        {
            Assert.True(deployed.Remove(key, out var json), $"{key} is not deployed");
            var read = parse(json, out var found);
            faults.AddRange(found);
            return read;
        }
    }

    private delegate T? Parser<T>(string json, out IReadOnlyList<string> faults);

    private static JsonElement Read(string name, [CallerFilePath] string file = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "deploy", name))).RootElement;
}
