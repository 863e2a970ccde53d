namespace Seawall.Control.Config.Gray;

/// <summary>On whom another value is tried: roles, instances, a percentage (0 to 100) of instances. Who is in any of them is in.</summary>
public sealed record Audience(IReadOnlyList<string> Roles, IReadOnlyList<string> Instances, int Percent)
{
    public static Audience Nobody { get; } = new([], [], 0);

    public bool IsNobody => Roles.Count == 0 && Instances.Count == 0 && Percent == 0;

    /// <summary>Those of both.</summary>
    public Audience With(Audience more) => new(
        [.. Roles.Union(more.Roles, StringComparer.Ordinal)], [.. Instances.Union(more.Instances, StringComparer.Ordinal)], Math.Max(Percent, more.Percent));
}
