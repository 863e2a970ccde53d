using System.Globalization;
using System.Text.Json;

namespace Seawall.Topology;

/// <summary>
/// Reads one JSON object and notes every fault with its path instead of stopping at the first; a faulty value reads as its default.
/// </summary>
internal sealed class NodeReader(JsonElement element, string path, List<string> faults)
{
    private readonly HashSet<string> _known = [];

    public void Fault(string? key, string what) =>
        faults.Add(key is null ? $"{(path.Length == 0 ? "file" : path)}: {what}" : $"{At(key)}: {what}");

    public string Text(string key, string? fallback = null)
    {
        if (Find(key) is not { } value)
        {
            if (fallback is null)
            {
                Fault(key, "is missing");
            }
            return fallback ?? "";
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            Fault(key, $"must be a text, was {value.GetRawText()}");
            return fallback ?? "";
        }
        return value.GetString()!;
    }

    /// <summary>A name: it becomes a file, a database and a login, so it is kept plain.</summary>
    public string Name(string key)
    {
        string name = Text(key);
        if (name.Length > 0 && !IsName(name))
        {
            Fault(key, $"must be lower-case letters, digits and '-', starting with a letter, was '{name}'");
        }
        return name;
    }

    public HostPort? Address(string key, bool required)
    {
        if (!required && Find(key) is null)
        {
            return null;
        }
        string text = Text(key);
        if (HostPort.TryParse(text, out HostPort address))
        {
            return address;
        }
        if (text.Length > 0)
        {
            Fault(key, $"must be host:port, was '{text}'");
        }
        return null;
    }

    /// <summary>A day such as <c>2026-11-11</c>, or null when it is not given.</summary>
    public DateOnly? Day(string key)
    {
        if (Find(key) is null)
        {
            return null;
        }
        string text = Text(key, "");
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return day;
        }
        Fault(key, $"must be a day such as 2026-11-11, was '{text}'");
        return null;
    }

    public int Number(string key, int least, int most, int? fallback = null)
    {
        if (Find(key) is not { } value)
        {
            if (fallback is null)
            {
                Fault(key, "is missing");
            }
            return fallback ?? least;
        }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most)
        {
            return number;
        }
        Fault(key, string.Create(CultureInfo.InvariantCulture, $"must be {least}..{most}, was {value.GetRawText()}"));
        return fallback ?? least;
    }

    public bool Flag(string key)
    {
        if (Find(key) is not { } value)
        {
            return false;
        }
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }
        Fault(key, $"must be true or false, was {value.GetRawText()}");
        return false;
    }

    public IReadOnlyList<string> Names(string key)
    {
        var names = new List<string>();
        int index = 0;
        foreach (JsonElement item in Items(key))
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"{key}[{index++}]");
            if (item.ValueKind == JsonValueKind.String && IsName(item.GetString()!))
            {
                names.Add(item.GetString()!);
            }
            else
            {
                Fault(at, $"must be a name, was {item.GetRawText()}");
            }
        }
        return names;
    }

    public IReadOnlyList<T> List<T>(string key, Func<NodeReader, T> read)
    {
        var list = new List<T>();
        int index = 0;
        foreach (JsonElement item in Items(key))
        {
            string at = At(string.Create(CultureInfo.InvariantCulture, $"{key}[{index++}]"));
            list.Add(Read(item, at, read));
        }
        return list;
    }

    /// <summary>A list whose items are texts or objects; a text that can't be read is a fault.</summary>
    public IReadOnlyList<T> TextsOrList<T>(string key, Func<string, T?> readText, Func<NodeReader, T> read)
        where T : class
    {
        var list = new List<T>();
        int index = 0;
        foreach (JsonElement item in Items(key))
        {
            string at = At(string.Create(CultureInfo.InvariantCulture, $"{key}[{index++}]"));
            if (item.ValueKind != JsonValueKind.String)
            {
                list.Add(Read(item, at, read));
            }
            else if (readText(item.GetString()!) is { } one)
            {
                list.Add(one);
            }
            else
            {
                faults.Add($"{at}: must be an address such as http://10.0.0.7:2379, was '{item.GetString()}'");
            }
        }
        return list;
    }

    public T Section<T>(string key, T fallback, Func<NodeReader, T> read) =>
        Find(key) is { } value ? Read(value, At(key), read) : fallback;

    public void RejectUnknown()
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }
        foreach (JsonProperty property in element.EnumerateObject().Where(property => !_known.Contains(property.Name)))
        {
            Fault(property.Name, $"is not known here; known are {string.Join(", ", _known)}");
        }
    }

    private T Read<T>(JsonElement item, string at, Func<NodeReader, T> read)
    {
        var reader = new NodeReader(item, at, faults);
        if (item.ValueKind != JsonValueKind.Object)
        {
            reader.Fault(null, $"must be an object, was {item.GetRawText()}");
        }
        T result = read(reader);
        reader.RejectUnknown();
        return result;
    }

    private JsonElement? Find(string key)
    {
        _known.Add(key);
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value) ? value : null;
    }

    private IEnumerable<JsonElement> Items(string key)
    {
        if (Find(key) is not { } value)
        {
            return [];
        }
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray();
        }
        Fault(key, $"must be a list, was {value.GetRawText()}");
        return [];
    }

    private string At(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static bool IsName(string text) =>
        text is [>= 'a' and <= 'z', ..] && text.Length <= 40 && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
