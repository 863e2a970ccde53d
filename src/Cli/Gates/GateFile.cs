using System.Globalization;
using System.Net;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Client.Shapes;

namespace Seawall.Cli;

/// <summary>
/// The one file of a gate that works alone, <c>gate.json</c>:
/// <c>{"listen":"0.0.0.0:6432","upstream":"127.0.0.1:5432","logins":{"shop_app":"shop"},"rules":{"no-scans":{"mode":"warn","match":…,"act":…}},"limits":…,"grades":…}</c>.
/// Comments and a comma at the end are taken. Rules and the other parts have the shapes that the config center's keys have.
/// </summary>
internal static class GateFile
{
    private static readonly JsonDocumentOptions s_lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly (string Member, string Key, Func<string, IReadOnlyList<string>> Faults)[] s_parts =
    [
        ("grades", GateGrades.Key, json => { GateGrades.Parse(json, out var faults); return faults; }),
        ("limits", GateLimits.Key, json => { GateLimits.Parse(json, out var faults); return faults; }),
        ("hotRows", GateHotRows.Key, json => { GateHotRows.Parse(json, out var faults); return faults; }),
        ("connections", GateConnections.Key, json => { GateConnections.Parse(json, out var faults); return faults; }),
        ("interception", InterceptionSettings.Key, json => { InterceptionSettings.Parse(json, out var faults); return faults; }),
    ];

    /// <summary>The settings of a file; null with every fault, each with its path, when there is one.</summary>
    public static GateSettings? Read(string path, out IReadOnlyList<string> faults)
    {
        try
        {
            return Parse(File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path))!, out faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults = [$"{path}: can't be read: {e.Message}"];
            return null;
        }
    }

    /// <summary>The settings of a text; paths in it count from the folder.</summary>
    public static GateSettings? Parse(string json, string folder, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Plain(json, found) is not { } plain || Shape.Open(plain, "gate", found) is not { } shape)
            return null;
        var settings = new GateSettings
        {
            Name = Optional(shape, "name", text => text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? null : "1 to 63 letters, digits, - and _"),
            Listen = ReadAddress(shape, "listen"),
            Admin = shape.Has("admin") && shape.Text("admin", "") == "off" ? null : ReadAddress(shape, "admin"),
            NoAdmin = shape.Has("admin") && shape.Text("admin", "") == "off",
            AdminToken = ReadToken(shape, folder),
            Upstreams = ReadUpstreams(shape),
            Capture = Optional(shape, "capture", text => text is "off" or "masked" or "clear" ? null : "off, masked or clear"),
            Loops = shape.Has("loops") ? shape.Count("loops", 1, 1, 256) : null,
            Portable = shape.Has("portable") ? shape.Flag("portable", false) : null,
        };
        if (shape.Object("tls") is { } tls)
        {
            settings = settings with
            {
                Certificate = Path.Combine(folder, tls.Text("certificate", null)),
                Key = tls.Has("key") ? Path.Combine(folder, tls.Text("key", "")) : null,
            };
            tls.End();
        }
        settings = settings with { Entries = [.. ReadParts(shape, found)] };
        shape.Text("what", "");
        shape.End();
        return found.Count == 0 ? settings : null;
    }

    private static string? Plain(string json, List<string> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_lenient);
            return JsonSerializer.Serialize(document.RootElement);
        }
        catch (JsonException e)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"gate: is no JSON, line {e.LineNumber + 1}: {e.Message.Split(" LineNumber")[0]}"));
            return null;
        }
    }

    private static string? Optional(Shape shape, string member, Func<string, string?> must) => shape.Has(member) ? shape.Text(member, "", must) : null;

    private static IPEndPoint? ReadAddress(Shape shape, string member) =>
        shape.Has(member) && IPEndPoint.TryParse(shape.Text(member, "", text => IPEndPoint.TryParse(text, out var end) && end.Port > 0 ? null : "an address such as 127.0.0.1:6432"), out var address)
            ? address
            : null;

    private static string? ReadToken(Shape shape, string folder)
    {
        if (shape.Has("adminToken"))
            return shape.Text("adminToken", "", text => text.Length >= 8 ? null : "8 characters or more");
        if (!shape.Has("adminTokenFile"))
            return null;
        var file = Path.Combine(folder, shape.Text("adminTokenFile", ""));
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shape.Fault("adminTokenFile", $"can't be read: {e.Message}");
            return null;
        }
    }

    private static Dictionary<string, string> ReadUpstreams(Shape shape)
    {
        var upstreams = new Dictionary<string, string>(StringComparer.Ordinal);
        if (shape.Has("upstream"))
            upstreams["*"] = shape.Text("upstream", "");
        if (shape.Object("upstreams") is not { } named)
            return upstreams;
        foreach (var database in named.Names)
            upstreams[database] = named.Text(database, "");
        named.End();
        return upstreams;
    }

    private static IEnumerable<ConfigEntry> ReadParts(Shape shape, List<string> faults)
    {
        if (shape.Object("rules") is { } rules)
        {
            foreach (var name in rules.Names)
            {
                var json = rules.Raw(name);
                GateRule.Parse(ConfigKeys.Rule + name, json, out var wrong);
                faults.AddRange(wrong.Select(fault => fault.Replace(ConfigKeys.Rule + name, "gate.rules." + name, StringComparison.Ordinal)));
                yield return new ConfigEntry(ConfigKeys.Rule + name, json, 0);
            }
        }
        if (shape.Object("logins") is { } logins)
        {
            var json = "{" + string.Join(',', logins.Names.Select(login => $"{JsonSerializer.Serialize(login)}:{Login(logins.Raw(login))}")) + "}";
            GateLogins.Parse(json, out var wrong);
            faults.AddRange(Told(wrong, GateLogins.Key, "logins"));
            yield return new ConfigEntry(GateLogins.Key, json, 0);
        }
        foreach (var (member, key, faultsOf) in s_parts)
        {
            if (!shape.Has(member))
                continue;
            var json = shape.Raw(member);
            faults.AddRange(Told(faultsOf(json), key, member));
            yield return new ConfigEntry(key, json, 0);
        }
    }

    // "shop_app":"shop" is short for "shop_app":{"business":"shop"}.
    private static string Login(string json) => json.StartsWith('"') ? $$"""{"business":{{json}}}""" : json;

    private static IEnumerable<string> Told(IEnumerable<string> faults, string key, string member) =>
        faults.Select(fault => fault.StartsWith(key, StringComparison.Ordinal) ? $"gate.{member}{fault[key.Length..]}" : $"gate.{member}: {fault}");
}
