using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall config audit</c>: who did what, and whether the chain of it is whole. Exit code 1 when it is broken.</summary>
internal static class ConfigAuditCommand
{
    public static Command Create()
    {
        var verify = new Option<bool>("--verify") { Description = "Check every link of the chain against history and entries" };
        var most = new Option<int>("--most") { Description = "How many records", DefaultValueFactory = _ => 20, HelpName = "N" };
        var api = new ApiOptions();
        var command = new ExampleCommand("audit", "Who did what, from where and why") { Examples = ["seawall config audit", "seawall config audit --verify", "seawall config audit --most 100 --json"] };
        command.Add(verify);
        command.Add(most);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            if (!parsed.GetValue(verify))
            {
                await api.ShowAsync(parsed, $"/api/config/audit?most={parsed.GetValue(most)}", Write, ct).ConfigureAwait(false);
                return ExitCode.Ok;
            }
            JsonElement answer = await api.ShowAsync(parsed, "/api/config/audit/verify", WriteVerdict, ct).ConfigureAwait(false);
            return answer.GetProperty("whole").GetBoolean() ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static void Write(JsonElement answer)
    {
        foreach (JsonElement record in answer.GetProperty("records").EnumerateArray())
        {
            JsonElement entry = record.GetProperty("entry");
            string revision = entry.GetProperty("revision").ValueKind == JsonValueKind.Number ? $" → revision {entry.GetProperty("revision").GetInt64()}" : "";
            Console.WriteLine($"{record.GetProperty("number").GetInt64(),5}  {record.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z  {entry.GetProperty("actor").GetString()} from {entry.GetProperty("source").GetString() ?? "this process"}  {entry.GetProperty("action").GetString()}: {entry.GetProperty("reason").GetString()}{revision}");
        }
    }

    private static void WriteVerdict(JsonElement answer) =>
        Console.WriteLine(answer.GetProperty("whole").GetBoolean() ? "whole: every link of the audit holds" : $"broken: {answer.GetProperty("broken").GetProperty("why").GetString()}");
}
