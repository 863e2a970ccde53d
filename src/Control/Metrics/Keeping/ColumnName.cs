namespace Seawall.Control.Metrics.Keeping;

/// <summary>What a column holds: how fast something rises, a level, or a quantile of durations.</summary>
internal enum ColumnKind : byte
{
    Rate,
    Level,
    Quantile,
}

/// <summary>A metric with one set of labels, sorted by name.</summary>
internal sealed record ColumnName(string Metric, ColumnKind Kind, IReadOnlyList<KeyValuePair<string, string>> Labels)
{
    public Dictionary<string, string> ToLabels() => new(Labels, StringComparer.Ordinal);

    public string? Label(string name)
    {
        foreach (var (key, value) in Labels)
        {
            if (key == name)
                return value;
        }
        return null;
    }

    public bool Matches(IReadOnlyDictionary<string, string> wanted)
    {
        foreach (var (name, pattern) in wanted)
        {
            if (!LabelSelector.MatchesValue(pattern, Label(name) ?? ""))
                return false;
        }
        return true;
    }

    public bool Equals(ColumnName? other) => other is not null && Metric == other.Metric && Kind == other.Kind && Labels.SequenceEqual(other.Labels);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Metric, StringComparer.Ordinal);
        foreach (var (key, value) in Labels)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }
}
