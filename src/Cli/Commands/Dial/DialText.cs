using System.Text.Json;

namespace Seawall.Cli;

/// <summary>The dial in words.</summary>
internal static class DialText
{
    /// <summary>For whom a grade is off: <c>on</c>, <c>off</c>, or <c>off for batch, partner</c>.</summary>
    public static string Off(JsonElement roles)
    {
        string[] off = Names(roles);
        return off.Length == 0 ? "on" : off[0] == "*" ? "off" : "off for " + string.Join(", ", off);
    }

    public static string[] Names(JsonElement list) => [.. list.EnumerateArray().Select(name => name.GetString()!)];

    /// <summary>What the figures suggest, and how near they are to a threshold.</summary>
    public static void WriteSteering(JsonElement dial)
    {
        JsonElement steering = dial.GetProperty("steering");
        (int level, int suggested) = (dial.GetProperty("level").GetInt32(), steering.GetProperty("suggested").GetInt32());
        string mode = steering.GetProperty("mode").GetString()!;
        if (mode == "off")
        {
            Console.Error.WriteLine("the controller is off; seawall dial controller --mode suggest lets it look");
            return;
        }
        string nearest = steering.GetProperty("pressure").GetProperty("words").GetString() is { Length: > 0 } words ? $"nearest to its threshold: {words}" : "no figures yet";
        Console.Error.WriteLine(suggested == level ? $"controller ({mode}): stay; {nearest}" : $"controller ({mode}): L{suggested} would be right: {steering.GetProperty("why").GetString()}");
    }

    /// <summary>Each switch that a move changes, for whom, and what they notice.</summary>
    public static void WritePreview(TextWriter output, JsonElement preview)
    {
        output.WriteLine($"L{preview.GetProperty("from").GetInt32()} to L{preview.GetProperty("to").GetInt32()}: {preview.GetProperty("switches").GetArrayLength()} switches");
        foreach (JsonElement row in preview.GetProperty("switches").EnumerateArray())
        {
            string[] becomes = [.. Becomes("off", row.GetProperty("goes")), .. Becomes("on", row.GetProperty("comes"))];
            output.WriteLine($"  {row.GetProperty("grade").GetString()} {row.GetProperty("key").GetString(),-28} {string.Join("; ", becomes)}");
            if (row.GetProperty("goes").GetArrayLength() > 0 && row.GetProperty("notice").GetString() is { Length: > 0 } notice)
            {
                output.WriteLine($"       buyers notice: {notice}");
            }
        }
        foreach (string key in Names(preview.GetProperty("byHand")))
        {
            output.WriteLine($"  ! {key} stays as somebody set it");
        }
    }

    private static IEnumerable<string> Becomes(string what, JsonElement roles) =>
        Names(roles) is { Length: > 0 } names ? [what + (names[0] == "*" ? " for all" : " for " + string.Join(", ", names))] : [];
}
