using System.CommandLine;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary>For whom something is meant: roles, instances, a percentage.</summary>
internal sealed class AudienceOptions(string percentOf)
{
    private readonly Option<string> _roles = new("--for") { Description = "Only these roles, such as h5,partner", HelpName = "ROLE,ROLE" };
    private readonly Option<string> _instances = new("--instance") { Description = "Only these instances", HelpName = "NAME,NAME" };
    private readonly Option<int> _percent = new("--percent") { Description = $"Only this percentage of {percentOf}, 1 to 100; unset, all", HelpName = "N" };

    public void AddTo(Command command)
    {
        command.Add(_roles);
        command.Add(_instances);
        command.Add(_percent);
    }

    public void Fill(ParseResult parsed, JsonObject body)
    {
        body["roles"] = List(parsed.GetValue(_roles));
        body["instances"] = List(parsed.GetValue(_instances));
        body["percent"] = parsed.GetValue(_percent);
    }

    private static JsonArray List(string? names) => new([.. (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => (JsonNode?)name)]);
}
