using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall operator</c>: the persons who may look, change and agree.</summary>
internal static class OperatorCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("operator", "Who may look at the site, change it, and agree to changes of what is core")
        {
            Examples = ["seawall operator list", "seawall operator add ann approver --reason \"on duty on 11.11\"", "seawall operator remove ann --reason \"left the team\""],
        };
        command.Add(List());
        command.Add(Add());
        command.Add(Remove());
        return command;
    }

    private static Command List()
    {
        var api = new ApiOptions();
        var command = new ExampleCommand("list", "Every person and level") { Examples = ["seawall operator list", "seawall operator list --json"] };
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, "/api/operators", WriteList, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Add()
    {
        var name = new Argument<string>("name") { Description = "As it stands in the audit" };
        var rank = new Argument<string>("rank") { Description = "viewer, operator or approver" }.AcceptOnlyFromAmong("viewer", "operator", "approver");
        var options = new DecisionOptions();
        var command = new ExampleCommand("add", "Add a person, or give one another level and token; the token is shown once") { Examples = ["seawall operator add ann approver --reason \"on duty on 11.11\"", "seawall operator add desk viewer --reason \"the wall display\" --dry-run"] };
        command.Add(name);
        command.Add(rank);
        options.AddTo(command);
        command.SetAction((parsed, ct) => options.RunAsync(
            parsed, "/api/operators", new JsonObject { ["name"] = parsed.GetValue(name), ["level"] = parsed.GetValue(rank) }, $"{parsed.GetValue(name)} would become {parsed.GetValue(rank)}", WriteAdded, ct));
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("name") { Description = "The person" };
        var options = new DecisionOptions();
        var command = new ExampleCommand("remove", "Take a person off the list; the token and its sessions end at once") { Examples = ["seawall operator remove ann --reason \"left the team\""] };
        command.Add(name);
        options.AddTo(command);
        command.SetAction((parsed, ct) => options.RunAsync(
            parsed, $"/api/operators/{Uri.EscapeDataString(parsed.GetValue(name)!)}/remove", [], $"{parsed.GetValue(name)} would leave the list", WriteRemoved, ct));
        return command;
    }

    private static void WriteList(JsonElement answer)
    {
        foreach (JsonElement known in answer.GetProperty("operators").EnumerateArray())
        {
            Console.WriteLine($"{known.GetProperty("name").GetString(),-24} {known.GetProperty("level").GetString(),-9} since {known.GetProperty("since").GetDateTimeOffset():yyyy-MM-dd}, by {known.GetProperty("by").GetString()}");
        }
        if (answer.GetProperty("operators").GetArrayLength() == 0)
        {
            Console.Error.WriteLine("nobody is listed: whoever may read the site's secrets may do all");
        }
    }

    private static void WriteAdded(JsonElement answer)
    {
        Console.WriteLine(answer.GetProperty("token").GetString());
        Console.Error.WriteLine(answer.GetProperty("outcome").GetString() == "waits"
            ? $"good once proposal {answer.GetProperty("proposal").GetInt64()} is approved; shown this once, used as {ControlApi.TokenVariable} or to sign in"
            : $"shown this once; used as {ControlApi.TokenVariable} or to sign in");
    }

    private static void WriteRemoved(JsonElement answer) =>
        Console.WriteLine(answer.GetProperty("outcome").GetString() == "waits" ? $"proposal {answer.GetProperty("proposal").GetInt64()} waits for a second person" : "removed");
}
