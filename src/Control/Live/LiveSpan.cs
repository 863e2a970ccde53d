namespace Seawall.Control.Live;

/// <summary>How far back the live charts reach; the address says it.</summary>
internal static class LiveSpan
{
    public const string Usual = "5m";

    public static readonly IReadOnlyList<string> Choices = ["1m", "5m", "15m"];

    /// <summary>The named choice, else the usual one.</summary>
    public static string Chosen(string? name) => name is not null && Choices.Contains(name) ? name : Usual;

    public static TimeSpan Of(string? name) => Chosen(name) switch
    {
        "1m" => TimeSpan.FromMinutes(1),
        "15m" => TimeSpan.FromMinutes(15),
        _ => TimeSpan.FromMinutes(5),
    };
}
