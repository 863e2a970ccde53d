using System.Text.Json;

namespace Seawall.Lab.Http.Script;

/// <summary>The values that one parameter can have, and which of them comes next.</summary>
internal sealed class ParameterValues
{
    private readonly List<JsonElement> _values = [];
    private double[]? _bounds;

    public ParameterValues(ParameterSource? source = null)
    {
        Skew = source?.Skew ?? 0;
        if (source?.Values is { } listed)
        {
            _values.AddRange(listed);
        }
        else if (source is { From: { } from, To: { } to })
        {
            (First, Range) = (from, (to - from) + 1);
        }
    }

    public double Skew { get; }

    public long First { get; }

    public long Range { get; }

    public long Count => Range > 0 ? Range : _values.Count;

    public void Add(JsonElement value)
    {
        _values.Add(value);
        _bounds = null;
    }

    public JsonElement Draw(Random random)
    {
        long at = Skew > 0 ? Skewed(random) : random.NextInt64(Count);
        return Range > 0 ? JsonSerializer.SerializeToElement(First + at) : _values[(int)at];
    }

    private long Skewed(Random random)
    {
        if (_bounds is null)
        {
            double sum = 0;
            _bounds = new double[Count];
            for (int i = 0; i < _bounds.Length; i++)
            {
                _bounds[i] = sum += 1 / Math.Pow(i + 1, Skew);
            }
        }

        int found = Array.BinarySearch(_bounds, random.NextDouble() * _bounds[^1]);
        return Math.Min(found < 0 ? ~found : found, _bounds.Length - 1);
    }
}
