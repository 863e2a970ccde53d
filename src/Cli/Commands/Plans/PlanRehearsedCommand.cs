using System.CommandLine;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall plan rehearsed</c>: notes a rehearsal that went well; drills do it by themselves.</summary>
internal static class PlanRehearsedCommand
{
    public static Command Create()
    {
        var drill = new Option<string>("--drill") { Description = "The drill in which it was rehearsed", HelpName = "NAME", Required = true };
        var evidence = new Option<string>("--evidence") { Description = "Where its report is", HelpName = "PATH" };
        var build = new Option<string>("--build") { Description = "The build it was on; unset, the one the control center runs", HelpName = "BUILD" };
        var acts = new PlanActs("");
        var command = new ExampleCommand("rehearsed", "Note that a plan did in a drill what it is for")
        {
            Examples = ["seawall plan rehearsed flood-batch --drill flood-batch --evidence reports/drills/flood-batch.json --reason \"the drill of Monday\""],
        };
        acts.AddTo(command);
        command.Add(drill);
        command.Add(evidence);
        command.Add(build);
        command.SetAction((parsed, ct) => acts.ActAsync(
            parsed, "rehearsed", new JsonObject { ["drill"] = parsed.GetValue(drill), ["evidence"] = parsed.GetValue(evidence), ["build"] = parsed.GetValue(build) }, null, PlanText.WriteState, null, _ => ExitCode.Ok, ct));
        return command;
    }
}
