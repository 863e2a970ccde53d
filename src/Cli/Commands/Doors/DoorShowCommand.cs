using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary><c>seawall door show</c>: one waiting room as it is published, how it stands, and who changed it.</summary>
internal static class DoorShowCommand
{
    public static Command Create()
    {
        var room = DoorTurn.Room();
        var api = new ApiOptions();
        var command = new ExampleCommand("show", "One waiting room: its rules, how it stands, and who changed it") { Examples = ["seawall door show rush", "seawall door show rush --json"] };
        command.Add(room);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            string name = parsed.GetValue(room)!;
            using HttpClient http = api.Open(parsed);
            JsonElement entry = await ApiOptions.GetAsync(http, $"/api/config/entry?key={Uri.EscapeDataString(ConfigKeys.Door + name)}", ct).ConfigureAwait(false);
            JsonElement doors = await ApiOptions.GetAsync(http, "/api/doors", ct).ConfigureAwait(false);
            JsonElement? live = doors.GetProperty("rooms").EnumerateArray().Where(one => one.GetProperty("room").GetString() == name).Select(one => (JsonElement?)one).FirstOrDefault();
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { Entry = entry, Room = live }, ControlApi.Json));
                return ExitCode.Ok;
            }
            if (live is { } stands)
            {
                Console.WriteLine(DoorListCommand.Line(stands));
            }
            Console.WriteLine(entry.GetProperty("value").GetString() ?? "taken away");
            foreach (JsonElement revision in entry.GetProperty("history").EnumerateArray())
            {
                Console.WriteLine($"revision {revision.GetProperty("number").GetInt64()}  {revision.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z  {revision.GetProperty("actor").GetString()}  {revision.GetProperty("action").GetString()}: {revision.GetProperty("reason").GetString()}");
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
