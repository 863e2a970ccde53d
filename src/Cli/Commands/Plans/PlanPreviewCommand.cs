using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall plan preview</c>: what running a plan now would do. Exit code 1 when it can't run as it stands.</summary>
internal static class PlanPreviewCommand
{
    public static Command Create()
    {
        Argument<string> plan = PlanText.Argument();
        var api = new ApiOptions();
        var command = new ExampleCommand("preview", "What running a plan now would do, key by key; exit code 1 when it can't run") { Examples = ["seawall plan preview database-slow-main", "seawall plan preview database-slow-main --json"] };
        command.Add(plan);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            JsonElement answer = await api.ShowAsync(parsed, PlanText.Path(parsed.GetRequiredValue(plan)) + "/preview", shown => Write(Console.Out, shown), ct).ConfigureAwait(false);
            return answer.GetProperty("faults").GetArrayLength() > 0 ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    internal static void Write(TextWriter output, JsonElement preview)
    {
        foreach (JsonElement key in preview.GetProperty("keys").EnumerateArray())
        {
            output.WriteLine($"{key.GetProperty("key").GetString()} {key.GetProperty("grade").GetString()}".TrimEnd());
            if (key.GetProperty("fallback").GetString() is { Length: > 0 } fallback)
            {
                output.WriteLine($"  {key.GetProperty("what").GetString()}; instead: {fallback}");
            }
            output.WriteLine($"  - {PlanText.Of(key, "before") ?? "nothing"}");
            output.WriteLine($"  + {PlanText.Of(key, "after") ?? "nothing"}");
        }
        foreach (JsonElement wanted in preview.GetProperty("asWanted").EnumerateArray())
        {
            output.WriteLine($"{wanted.GetString()} is as wanted already");
        }
        JsonElement reach = preview.GetProperty("reach");
        output.WriteLine($"hits {reach.GetProperty("connected").GetInt32()} processes ({Words(reach.GetProperty("services"), service => $"{service.GetProperty("service").GetString()} {service.GetProperty("instances").GetInt32()}")}); "
            + $"requests of {(preview.GetProperty("roles").GetArrayLength() == 0 ? "everybody" : Words(preview.GetProperty("roles"), role => role.GetString()!))}");
        foreach (JsonElement conflict in preview.GetProperty("conflicts").EnumerateArray())
        {
            output.WriteLine($"conflict: {conflict.GetProperty("key").GetString()}: {conflict.GetProperty("why").GetString()}");
        }
        foreach (JsonElement fault in preview.GetProperty("faults").EnumerateArray())
        {
            output.WriteLine($"can't run: {fault.GetProperty("key").GetString()} {fault.GetProperty("path").GetString()} {fault.GetProperty("message").GetString()}");
        }
        if (PlanText.Of(preview, "needsSecond") is { } second)
        {
            output.WriteLine($"two persons: {second}");
        }
        output.WriteLine(PlanText.Of(preview, "stagedWhy") is { } why ? $"step by step ({Words(preview.GetProperty("stages"), stage => stage.GetString()!)}): {why}" : "all at once: it was rehearsed on this build");
    }

    private static string Words(JsonElement list, Func<JsonElement, string> word) => string.Join(", ", list.EnumerateArray().Select(word));
}
