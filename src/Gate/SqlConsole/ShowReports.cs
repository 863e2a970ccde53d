using System.Text.Json;

namespace Seawall.Gate.SqlConsole;

/// <summary>What the gate decides: <c>SHOW RULES</c>, <c>LIMITS</c>, <c>CONNECTIONS</c>, out of the same reports that the admin address gives.</summary>
internal static class ShowReports
{
    private static readonly (Column Column, string Member)[] s_rules =
    [
        (new("name"), "name"), (new("mode"), "mode"), (Column.Number("order"), "order"), (new("kind"), "kind"), (Column.Number("matched"), "matched"), (Column.Number("warned"), "warned"),
        (Column.Number("refused"), "refused"), (Column.Number("queued"), "queued"), (Column.Number("timed_out"), "timedOut"), (Column.Number("cancelled"), "cancelled"),
        (Column.Number("running"), "running"), (Column.Number("waiting"), "waiting"), (new("what"), "what"),
    ];

    private static readonly (Column Column, string Member)[] s_limits =
    [
        (new("name"), "name"), (new("grade"), "grade"), (Column.Number("limit"), "limit"), (Column.Number("in_flight"), "inFlight"), (Column.Number("waiting"), "waiting"),
        (Column.Number("refused"), "refused"), (Column.Number("p50_wait"), "queueP50Micros"), (Column.Number("p99_wait"), "queueP99Micros"), (Column.Number("baseline"), "baselineMicros"),
    ];

    private static readonly (Column Column, string Member)[] s_connections =
    [
        (new("business"), "business"), (new("grade"), "grade"), (Column.Number("connections"), "sessions"), (Column.Number("most"), "most"), (Column.Number("admitted"), "admitted"),
        (Column.Number("refused"), "refused"), (Column.Number("shed"), "shed"),
    ];

    private static readonly (string Kind, string List, string Name)[] s_kinds =
        [("server", "servers", "server"), ("business", "businesses", "business"), ("limit", "limits", "name"), ("hot row", "hotRows", "key")];

    public static IReadOnlyList<ConsoleCommand> Commands { get; } =
    [
        ConsoleCommand.Show("RULES", "each rule with what it met; warned is what it would have decided", Columns(s_rules), console => Rows(console, "rules", "rules", s_rules)),
        ConsoleCommand.Show("LIMITS", "servers, businesses, limits and hot rows: how many run and wait; waits in microseconds", [new("kind"), .. Columns(s_limits)], Limits),
        ConsoleCommand.Show("CONNECTIONS", "connections by business, and who was refused or shed", Columns(s_connections), console => Rows(console, "connections", "businesses", s_connections)),
    ];

    private static Column[] Columns((Column Column, string Member)[] parts) => [.. parts.Select(part => part.Column)];

    // Each kind is named by a member of its own.
    private static IReadOnlyList<object?[]> Limits(GateConsole console) =>
        [.. s_kinds.SelectMany(kind => Rows(console, "limits", kind.List, [(new Column("name"), kind.Name), .. s_limits.Skip(1)]).Select(row => (object?[])[kind.Kind, .. row]))];

    private static IReadOnlyList<object?[]> Rows(GateConsole console, string report, string list, (Column Column, string Member)[] parts)
    {
        ReadOnlyMemory<byte> text = console.Reports.Read(report);
        if (text.IsEmpty)
            return [];
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.TryGetProperty(list, out JsonElement rows)
            ? [.. rows.EnumerateArray().Select(row => (object?[])[.. parts.Select(part => Cell(row, part.Member, part.Column.IsNumber))])]
            : [];
    }

    private static object? Cell(JsonElement row, string member, bool isNumber) => row.TryGetProperty(member, out JsonElement value) ? value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when isNumber => value.TryGetInt64(out long whole) ? whole : (long)value.GetDouble(),
        JsonValueKind.String when !isNumber => value.GetString(),
        _ => isNumber ? null : value.GetRawText(),
    }
    : null;
}
