using System.Text.Json;

namespace Seawall.Cli;

/// <summary>Changes of the config as lines: what is new, what is gone, what was and will be.</summary>
internal static class ChangeTable
{
    /// <summary>What a change would do, or what lies between two revisions.</summary>
    public static void Write(TextWriter output, JsonElement plan)
    {
        foreach (JsonElement change in plan.GetProperty("changes").EnumerateArray())
        {
            WriteChange(output, change);
        }
        WriteKept(output, plan);
        if (plan.TryGetProperty("needsSecond", out JsonElement why) && why.ValueKind == JsonValueKind.String)
        {
            output.WriteLine(why.GetString());
        }
        if (plan.GetProperty("changes").GetArrayLength() == 0)
        {
            output.WriteLine("nothing would change");
        }
    }

    public static void WriteChange(TextWriter output, JsonElement change, string indent = "")
    {
        (string? before, string? after) = (change.GetProperty("before").GetString(), change.GetProperty("after").GetString());
        output.WriteLine($"{indent}{(before is null ? '+' : after is null ? '-' : '~')} {change.GetProperty("key").GetString()}");
        if (before is not null)
        {
            output.WriteLine($"{indent}    was  {before}");
        }
        if (after is not null)
        {
            output.WriteLine($"{indent}    is   {after}");
        }
    }

    /// <summary>What became of a change.</summary>
    public static void WriteOutcome(TextWriter output, JsonElement answer)
    {
        if (answer.GetProperty("outcome").GetString() == "waits")
        {
            long proposal = answer.GetProperty("proposal").GetInt64();
            output.WriteLine($"proposal {proposal} waits: {answer.GetProperty("why").GetString()}");
            output.WriteLine($"another person agrees with: seawall config approve {proposal} --reason \"…\"");
        }
        else
        {
            output.WriteLine($"revision {answer.GetProperty("revision").GetInt64()}");
            WriteTogether(output, answer);
        }
        WriteKept(output, answer);
    }

    private static void WriteTogether(TextWriter output, JsonElement answer)
    {
        if (answer.GetProperty("outcome").GetString() == "armed")
        {
            output.WriteLine($"{answer.GetProperty("id").GetString()} is armed for {answer.GetProperty("at").GetString()}; every process puts it in force by itself then");
        }
        else if (answer.TryGetProperty("activeAt", out JsonElement at))
        {
            output.WriteLine($"in force in {answer.GetProperty("armed").GetInt32()} of {answer.GetProperty("instances").GetInt32()} instances at {at.GetString()}");
            foreach (JsonElement missing in answer.GetProperty("missing").EnumerateArray())
            {
                output.WriteLine($"! {missing.GetString()} did not hold it ready and follows as it hears of it");
            }
        }
    }

    private static void WriteKept(TextWriter output, JsonElement answer)
    {
        if (!answer.TryGetProperty("kept", out JsonElement kept))
        {
            return;
        }
        foreach (JsonElement conflict in kept.EnumerateArray())
        {
            output.WriteLine($"! {conflict.GetProperty("key").GetString()} was changed later, in revision {conflict.GetProperty("actual").GetInt64()}, and is kept");
        }
    }
}
