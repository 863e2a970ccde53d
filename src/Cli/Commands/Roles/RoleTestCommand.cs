using System.CommandLine;
using System.Net;
using System.Text.Json;
using Seawall.Client.Calls;

namespace Seawall.Cli;

/// <summary><c>seawall role test</c>: which role the edge would give a request, and by which rule.</summary>
internal static class RoleTestCommand
{
    public static Command Create()
    {
        var path = new Option<string>("--path") { Description = "The path asked for", HelpName = "PATH", DefaultValueFactory = _ => "/" };
        var host = new Option<string>("--host") { Description = "The host asked for", HelpName = "HOST", DefaultValueFactory = _ => "localhost" };
        var agent = new Option<string>("--ua") { Description = "The user agent", HelpName = "TEXT" };
        var source = new Option<string>("--source") { Description = "What X-Seawall-Source says", HelpName = "TEXT" };
        var from = new Option<string>("--from") { Description = "The address it comes from", HelpName = "IP", DefaultValueFactory = _ => "203.0.113.1" };
        var key = new Option<string>("--key") { Description = "The API key that it sends", HelpName = "KEY" };
        var baggage = new Option<string>("--baggage") { Description = "What its baggage header claims", HelpName = "TEXT" };
        var rules = new Option<FileInfo>("--rules") { Description = "Rules of this file instead of those in force; needs no site", HelpName = "FILE" };
        var api = new ApiOptions();
        var command = new ExampleCommand("test", "Which role the edge would give a request, and why")
        {
            Examples =
            [
                "seawall role test --ua \"SeawallApp/7.1\"",
                "seawall role test --path /open/items --host a.partner.example --from 203.0.113.9 --json",
                "seawall role test --rules edge.json --from 10.0.0.7 --baggage seawall.role=batch",
            ],
        };
        foreach (Option option in (Option[])[path, host, agent, source, from, key, baggage, rules])
        {
            command.Add(option);
        }
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var claims = new CallClaims
            {
                From = IPAddress.TryParse(parsed.GetValue(from), out IPAddress? address) ? address : throw new CommandException($"--from: '{parsed.GetValue(from)}' is no address", ExitCode.Usage),
                Host = parsed.GetValue(host)!,
                Path = parsed.GetValue(path)!,
                UserAgent = parsed.GetValue(agent),
                Source = parsed.GetValue(source),
                ApiKey = parsed.GetValue(key),
                Baggage = parsed.GetValue(baggage),
            };
            EdgeRules edge = parsed.GetValue(rules) is { } file ? RoleEntriesRead.Parse(RoleRulesCommand.Read(file), file.Name) : await InForceAsync(api, parsed, ct).ConfigureAwait(false);
            CallContext? context = Identity.AtEdge(claims, edge, null, TimeProvider.System.GetUtcNow());
            string why = Why(edge, claims);
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { role = context?.Role, caller = context?.Caller, mark = context?.Mark, refused = context is null, why }, ControlApi.Json));
            }
            else
            {
                Console.WriteLine(context is null ? "refused: its mark is none" : context.Role);
                await Console.Error.WriteLineAsync(why).ConfigureAwait(false);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The rule that decides, in words.</summary>
    internal static string Why(EdgeRules rules, in CallClaims claims)
    {
        if (rules.Trusted.Contains(claims.From) && Baggage.Read(claims.Baggage).Role.Length > 0)
        {
            return "its network is trusted and its baggage says so";
        }
        if (claims.ApiKey is { Length: > 0 } key && rules.Keys.ContainsKey(EdgeRules.Hash(key)))
        {
            return "its API key says so";
        }
        for (int i = 0; i < rules.Rules.Count; i++)
        {
            if (rules.Rules[i].Meets(claims))
            {
                return $"rules[{i}]: {Words(rules.Rules[i])}";
            }
        }
        return "no rule is met: the default";
    }

    /// <summary>A rule's conditions in words.</summary>
    internal static string Words(EdgeRule rule)
    {
        List<string> conditions = [];
        if (rule.Host is not null)
        {
            conditions.Add($"host {rule.Host}");
        }
        if (rule.Path is not null)
        {
            conditions.Add($"path {rule.Path}");
        }
        if (rule.UserAgent.Count > 0)
        {
            conditions.Add($"user agent {string.Join(" or ", rule.UserAgent)}");
        }
        if (rule.Source is not null)
        {
            conditions.Add($"source {rule.Source}");
        }
        if (rule.From.Count > 0)
        {
            conditions.Add($"from {string.Join(" or ", rule.From)}");
        }
        return string.Join(", ", conditions);
    }

    private static async Task<EdgeRules> InForceAsync(ApiOptions api, ParseResult parsed, CancellationToken ct)
    {
        using HttpClient http = api.Open(parsed);
        return (await RoleEntriesRead.AskAsync(http, ct).ConfigureAwait(false)).Rules;
    }
}
