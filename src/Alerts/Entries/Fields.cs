using System.Text.Json;
using Seawall.Kernel;

namespace Seawall.Alerts.Entries;

/// <summary>Reads the members of a JSON object one by one and collects every fault with its path; what was asked for nowhere is a fault too.</summary>
public sealed class Fields
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly List<EntryFault> _faults;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public Fields(JsonElement element, string path, List<EntryFault> faults)
    {
        _object = element;
        _path = path;
        _faults = faults;
        if (element.ValueKind != JsonValueKind.Object)
            faults.Add(new EntryFault(path, "must be an object"));
    }

    public bool Has(string name) => Find(name) is not null;

    public void Fault(string name, string message) => _faults.Add(new EntryFault(PathOf(name), message));

    /// <summary>A text; a required one must not be empty.</summary>
    public string Text(string name, string? otherwise = null)
    {
        if (Find(name) is not { } value)
        {
            if (otherwise is null)
                Fault(name, "is required");
            return otherwise ?? "";
        }
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        if (value.ValueKind != JsonValueKind.String || (text.Trim().Length == 0 && otherwise is null))
            Fault(name, "must be a text that is not empty");
        return text;
    }

    public double? Number(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
            return number;
        Fault(name, "must be a number");
        return null;
    }

    public int Whole(string name, int otherwise, int least, int most)
    {
        if (Find(name) is not { } value)
            return otherwise;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        Fault(name, $"must be a whole number {least}..{most}");
        return otherwise;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (Find(name) is not { } value)
            return otherwise;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Fault(name, "must be true or false");
        return otherwise;
    }

    /// <summary>A length of time such as <c>30s</c>.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Find(name) is not { } value)
            return otherwise;
        if (value.ValueKind == JsonValueKind.String && DurationText.TryParse(value.GetString()!, out var duration) && duration >= least && duration <= most)
            return duration;
        Fault(name, $"must be a duration such as 30s, from {DurationText.Format(least)} to {DurationText.Format(most)}");
        return otherwise;
    }

    public DateTimeOffset Time(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time))
            return time;
        Fault(name, "must be a time such as 2026-11-11T00:00:00+08:00");
        return default;
    }

    /// <summary>One of the words of an enumeration, written small.</summary>
    public T Word<T>(string name, T? otherwise = null)
        where T : struct, Enum
    {
        if (Find(name) is not { } value)
        {
            if (otherwise is null)
                Fault(name, $"is required: one of {Words<T>()}");
            return otherwise ?? default;
        }
        foreach (var one in Enum.GetValues<T>())
        {
            if (value.ValueKind == JsonValueKind.String && value.GetString() == WordOf(one))
                return one;
        }
        Fault(name, $"must be one of {Words<T>()}");
        return otherwise ?? default;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0))
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        Fault(name, "must be a list of texts");
        return [];
    }

    public IReadOnlyDictionary<string, string> Pairs(string name)
    {
        if (Find(name) is not { } value)
            return new Dictionary<string, string>();
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String))
            return value.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal);
        Fault(name, "must be an object of texts");
        return new Dictionary<string, string>();
    }

    /// <summary>An object within this one; null when there is none.</summary>
    public Fields? Inner(string name) => Find(name) is { } value ? new Fields(value, PathOf(name), _faults) : null;

    public IEnumerable<Fields> Each(string name)
    {
        if (Find(name) is not { } value)
            yield break;
        if (value.ValueKind != JsonValueKind.Array)
        {
            Fault(name, "must be a list of objects");
            yield break;
        }
        var at = 0;
        foreach (var item in value.EnumerateArray())
            yield return new Fields(item, $"{PathOf(name)}[{at++}]", _faults);
    }

    /// <summary>Faults what nobody asked for: a misspelt member must not pass as one that is unset.</summary>
    public void NoOthers()
    {
        if (_object.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in _object.EnumerateObject().Where(member => !_asked.Contains(member.Name)))
            Fault(member.Name, "is not known here");
    }

    public static string WordOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(WordOf));

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
