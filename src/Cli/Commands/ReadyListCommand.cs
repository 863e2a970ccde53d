using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall ready list</c>: the promises themselves, without looking at the site.</summary>
internal static class ReadyListCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print counts as JSON" };
        var file = new Option<FileInfo>("--file") { Description = "The readiness file; unset, deploy/readiness.json", HelpName = "FILE" };
        var command = new ExampleCommand("list", "List the promises with owner and due date, without looking at the site")
        {
            Examples = ["seawall ready list", "seawall ready list --json"],
        };
        command.Add(json);
        command.Add(file);
        command.SetAction(parsed => Run(parsed.GetValue(file)?.FullName, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? file, bool json)
    {
        var rows = ReadyCommand.Load(file).Rows;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                rows = rows.Count,
                withoutOwner = rows.Count(r => r.Owner.Length == 0),
                withoutCheck = rows.Count(r => r.Checks.Count == 0),
            }));
            return ExitCode.Ok;
        }
        foreach (var row in rows)
            Console.WriteLine($"{row.Id,-6} {row.Owner,-11} {(row.DueDays is { } days ? $"T{days}" : "-"),-6} {row.Promise}");
        return ExitCode.Ok;
    }
}
