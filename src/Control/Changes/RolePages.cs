using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Control.Shell;

namespace Seawall.Control.Changes;

/// <summary>The roles, the rules by which the edge tells them, and what a given request would get.</summary>
internal static class RolePages
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/roles", (string? from, string? host, string? path, string? agent, string? source, HttpContext http, IChangeDesk desk) =>
    {
        var rules = RulesOf(desk.Current);
        var question = new RoleQuestion(from ?? "", host ?? "", path ?? "", agent ?? "", source ?? "");
        return View.Of<RolesPage>(new
        {
            Visit = Visit.Of(http),
            Roles = SwitchRow.RolesOf(desk.Current).Select(role => (role, What: WhatOf(desk.Current, role))).ToList(),
            Rules = rules,
            Question = question,
            Answer = question.IsAsked ? question.AnswerBy(rules) : ((string Role, int? Rule)?)null,
        });
    });

    private static EdgeRules RulesOf(ConfigSnapshot config) =>
        config[ConfigKeys.EdgeRules] is { } json && EdgeRules.Parse(json, out _) is { } rules ? rules : EdgeRules.BuiltIn;

    private static string WhatOf(ConfigSnapshot config, string role)
    {
        if (config[ConfigKeys.Role + role] is not { } json)
            return "";
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("what", out var what) ? what.ToString() : "";
    }
}

/// <summary>A request that somebody thinks of.</summary>
public sealed record RoleQuestion(string From, string Host, string Path, string Agent, string Source)
{
    public bool IsAsked => (From + Host + Path + Agent + Source).Length > 0;

    /// <summary>The role, and the number of the rule that gave it, from 1; null when none did and the default holds.</summary>
    public (string Role, int? Rule) AnswerBy(EdgeRules rules)
    {
        var claims = new CallClaims
        {
            From = IPAddress.TryParse(From, out var address) ? address : null,
            Host = Host,
            Path = Path.StartsWith('/') ? Path : "/" + Path,
            UserAgent = Agent.Length > 0 ? Agent : null,
            Source = Source.Length > 0 ? Source : null,
        };
        for (var i = 0; i < rules.Rules.Count; i++)
        {
            if (rules.Rules[i].Meets(claims))
                return (rules.Rules[i].Role, i + 1);
        }
        return (rules.Default, null);
    }
}
