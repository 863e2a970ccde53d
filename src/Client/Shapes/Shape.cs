using System.Globalization;
using System.Text.Json;

namespace Seawall.Client.Shapes;

/// <summary>Reads a JSON object member by member and notes every fault with its path, instead of stopping at the first.</summary>
public sealed class Shape
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<string> _faults;

    private Shape(JsonElement element, string path, List<string> faults)
    {
        Path = path;
        _faults = faults;
        foreach (var member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
                Fault(member.Name, "is given twice");
        }
    }

    /// <summary>Where this object stands, such as <c>edge/rules.rules[2]</c>.</summary>
    public string Path { get; }

    /// <summary>The names of the members, in their order.</summary>
    public IEnumerable<string> Names => _members.Keys;

    /// <summary>Opens a JSON text; null, with a fault noted, when it is no object.</summary>
    public static Shape? Open(string json, string path, List<string> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Open(document.RootElement.Clone(), path, faults);
        }
        catch (JsonException e)
        {
            faults.Add($"{path}: is no JSON: {e.Message}");
            return null;
        }
    }

    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>A text; the fallback when it is missing or faulty. A null fallback makes it required.</summary>
    /// <param name="must">Says what is wrong with a value, after "must be"; null when nothing is.</param>
    public string Text(string name, string? fallback, Func<string, string?>? must = null)
    {
        if (!Take(name, fallback is null, out var value))
            return fallback ?? "";
        if (value.ValueKind != JsonValueKind.String)
            return Wrong(name, "must be a text", fallback ?? "");
        var text = value.GetString()!;
        return must?.Invoke(text) is { } fault ? Wrong(name, $"must be {fault}, was '{text}'", fallback ?? "") : text;
    }

    /// <summary>A number between two bounds; the fallback when it is missing or faulty.</summary>
    public double Number(string name, double fallback, double least, double most)
    {
        if (!Take(name, false, out var value))
            return fallback;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : Wrong(name, string.Create(CultureInfo.InvariantCulture, $"must be {least}..{most}, was {value.GetRawText()}"), fallback);
    }

    /// <summary>A whole number between two bounds; the fallback when it is missing or faulty.</summary>
    public int Count(string name, int fallback, int least, int most)
    {
        if (!Take(name, false, out var value))
            return fallback;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : Wrong(name, string.Create(CultureInfo.InvariantCulture, $"must be {least}..{most}, was {value.GetRawText()}"), fallback);
    }

    /// <summary>True or false; the fallback when it is missing or faulty.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (!Take(name, false, out var value))
            return fallback;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong(name, $"must be true or false, was {value.GetRawText()}", fallback);
    }

    /// <summary>A list of texts, or one text alone; empty when it is missing.</summary>
    public IReadOnlyList<string> Texts(string name, Func<string, string?>? must = null)
    {
        if (!Take(name, false, out var value))
            return [];
        if (value.ValueKind is not (JsonValueKind.Array or JsonValueKind.String))
            return Wrong<IReadOnlyList<string>>(name, "must be a list of texts", []);
        var texts = new List<string>();
        var index = 0;
        foreach (var item in value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value })
        {
            var at = $"{name}[{index++}]";
            if (item.ValueKind != JsonValueKind.String)
                Fault(at, "must be a text");
            else if (must?.Invoke(item.GetString()!) is { } fault)
                Fault(at, $"must be {fault}, was '{item.GetString()}'");
            else
                texts.Add(item.GetString()!);
        }
        return texts;
    }

    /// <summary>An object; null when it is missing or none.</summary>
    public Shape? Object(string name)
    {
        if (!Take(name, false, out var value))
            return null;
        return Open(value, $"{Path}.{name}", _faults);
    }

    /// <summary>A list of objects; those that are none are noted and left out.</summary>
    public IReadOnlyList<Shape> Objects(string name)
    {
        if (!Take(name, false, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            return Wrong<IReadOnlyList<Shape>>(name, "must be a list", []);
        return [.. value.EnumerateArray().Select((item, i) => Open(item, $"{Path}.{name}[{i}]", _faults)).OfType<Shape>()];
    }

    /// <summary>The JSON of a member as it stands; <c>null</c> when it is missing.</summary>
    public string Raw(string name) => Take(name, false, out var value) ? value.GetRawText() : "null";

    /// <summary>Notes a fault of a member, or of the object itself when the name is empty.</summary>
    public void Fault(string name, string what) => _faults.Add(name.Length == 0 ? $"{Path}: {what}" : $"{Path}.{name}: {what}");

    /// <summary>Notes members that nobody read: they are misspelt more often than meant.</summary>
    public void End()
    {
        foreach (var name in _members.Keys.Where(name => !_read.Contains(name)))
            Fault(name, $"is not known here; known are {string.Join(", ", _read.Order(StringComparer.Ordinal))}");
    }

    private static Shape? Open(JsonElement element, string path, List<string> faults)
    {
        if (element.ValueKind == JsonValueKind.Object)
            return new Shape(element, path, faults);
        faults.Add($"{path}: must be an object");
        return null;
    }

    private bool Take(string name, bool required, out JsonElement value)
    {
        _read.Add(name);
        if (_members.TryGetValue(name, out value))
            return true;
        if (required)
            Fault(name, "is missing");
        return false;
    }

    private T Wrong<T>(string name, string what, T fallback)
    {
        Fault(name, what);
        return fallback;
    }
}
