using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall door list</c>: every waiting room and how it stands.</summary>
internal static class DoorListCommand
{
    public static Command Create()
    {
        var api = new ApiOptions();
        var command = new ExampleCommand("list", "Every waiting room: state, how many wait, how many are let in") { Examples = ["seawall door list", "seawall door list --json"] };
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, "/api/doors", Write, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement answer)
    {
        foreach (JsonElement room in answer.GetProperty("rooms").EnumerateArray())
        {
            Console.WriteLine(Line(room));
        }
        if (answer.GetProperty("rooms").GetArrayLength() == 0)
        {
            Console.Error.WriteLine("no waiting room is published; everybody goes straight in");
        }
    }

    internal static string Line(JsonElement room) =>
        $"{room.GetProperty("room").GetString(),-20} {room.GetProperty("state").GetString(),-9} waiting {Figure(room, "waiting"),7}  {Figure(room, "rate"),6}/s  last one {Figure(room, "estimateSeconds"),5} s  inside {Figure(room, "inside"),6}  let in {Figure(room, "admitted"),7}  {string.Join(", ", room.GetProperty("paths").EnumerateArray().Select(path => path.GetString()))}";

    private static string Figure(JsonElement room, string name) =>
        room.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString("0.#", CultureInfo.InvariantCulture) : "-";
}
