using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall dial show</c>: where the dial stands, what each level sheds, and what the site's figures say.</summary>
internal static class DialShowCommand
{
    public static Command Create()
    {
        var api = new ApiOptions();
        var command = new ExampleCommand("show", "Where the dial stands, the ladder, and what the figures suggest") { Examples = ["seawall dial show", "seawall dial show --json"] };
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, "/api/dial", Write, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement dial)
    {
        int level = dial.GetProperty("level").GetInt32();
        string[] grades = ["G4", "G3", "G2", "G1"];
        foreach (JsonElement rung in dial.GetProperty("rungs").EnumerateArray().Reverse())
        {
            int number = rung.GetProperty("level").GetInt32();
            string cells = string.Join("  ", grades.Select(grade => $"{grade} {DialText.Off(rung.GetProperty("off").GetProperty(grade))}"));
            Console.WriteLine($"{(number == level ? ">" : " ")} L{number}  {cells,-76} {rung.GetProperty("what").GetString()}".TrimEnd());
        }
        foreach (JsonElement step in dial.GetProperty("steps").EnumerateArray())
        {
            Console.WriteLine($"L{step.GetProperty("level").GetInt32()} since {step.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z by {step.GetProperty("by").GetString()}, {step.GetProperty("switches").GetInt32()} switches: {step.GetProperty("reason").GetString()}");
        }
        foreach (JsonElement key in dial.GetProperty("byHand").EnumerateArray())
        {
            Console.WriteLine($"! {key.GetString()} was changed by hand since, and is kept on the way down");
        }
        DialText.WriteSteering(dial);
    }
}
