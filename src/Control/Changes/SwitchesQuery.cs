using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Changes;

/// <summary>Which switches a page shows; kept in its address.</summary>
public sealed record SwitchesQuery(string? Business, string? Grade, string? State, string Words)
{
    public static SwitchesQuery Of(IQueryCollection query) =>
        new(One(query["business"]), One(query["grade"]), One(query["state"]), ((string?)query["q"] ?? "").Trim());

    public IReadOnlyList<SwitchRow> Choose(IReadOnlyList<SwitchRow> all, string language) =>
    [
        .. all.Where(row => (Business is null || row.Business == Business)
            && (Grade is null || row.Grade == Grade)
            && (State is null || (State == "off") == (row.State != SwitchState.On))
            && (Words.Length == 0 || row.Key.Contains(Words, StringComparison.OrdinalIgnoreCase) || row.What(language).Contains(Words, StringComparison.OrdinalIgnoreCase))),
    ];

    /// <summary>The address of the same page with one choice changed.</summary>
    public string With(string? business, string? grade, string? state)
    {
        var parts = new List<string>(4);
        Add(parts, "business", business);
        Add(parts, "grade", grade);
        Add(parts, "state", state);
        Add(parts, "q", Words);
        return parts.Count == 0 ? "/switches" : "/switches?" + string.Join('&', parts);
    }

    private static void Add(List<string> parts, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            parts.Add($"{name}={Uri.EscapeDataString(value)}");
    }

    private static string? One(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
