using System.Runtime.CompilerServices;

namespace Seawall.Client.Metrics;

/// <summary>Up to eight tags of one measurement, on the stack.</summary>
internal ref struct SeriesTags
{
    public const int Most = 8;

    private Names _names;
    private Values _values;

    public int Count { get; private set; }

    public int Hash { get; private set; }

    /// <summary>The kept tags in the order of <paramref name="kept"/>, absent ones left out; all in their own order when it is null.</summary>
    public static SeriesTags Of(ReadOnlySpan<KeyValuePair<string, object?>> tags, string[]? kept)
    {
        var all = new SeriesTags();
        if (kept is null)
        {
            foreach (ref readonly var tag in tags)
                all.Add(tag.Key, tag.Value);
            return all;
        }
        foreach (var name in kept)
        {
            foreach (ref readonly var tag in tags)
            {
                if ((object)tag.Key == name || tag.Key == name)
                {
                    all.Add(name, tag.Value);
                    break;
                }
            }
        }
        return all;
    }

    public readonly bool Are(KeyValuePair<string, object>[] others)
    {
        if (others.Length != Count)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (!_values[i].Equals(others[i].Value) || _names[i] != others[i].Key)
                return false;
        }
        return true;
    }

    public readonly KeyValuePair<string, object>[] ToArray()
    {
        var all = new KeyValuePair<string, object>[Count];
        for (var i = 0; i < Count; i++)
            all[i] = new(_names[i], _values[i]);
        return all;
    }

    private void Add(string name, object? value)
    {
        if (value is null || Count == Most)
            return;
        _names[Count] = name;
        _values[Count] = value;
        Count++;
        Hash = HashCode.Combine(Hash, value);
    }

    [InlineArray(Most)]
    private struct Names
    {
#pragma warning disable RCS1213 // An inline array is this field, eight times over.
        private string _first;
#pragma warning restore RCS1213
    }

    [InlineArray(Most)]
    private struct Values
    {
#pragma warning disable RCS1213 // An inline array is this field, eight times over.
        private object _first;
#pragma warning restore RCS1213
    }
}
