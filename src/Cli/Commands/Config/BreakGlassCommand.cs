using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Config.Emergency;
using Seawall.Control.Operators;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall config break-glass</c>: changes switches and config of this machine's processes while the whole config center is down.</summary>
internal static class BreakGlassCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var set = new Option<string[]>("--set") { Description = "A key and the JSON it is to hold; may be given again, all take effect at once", HelpName = "KEY=JSON" };
        var switches = new Option<string[]>("--switch") { Description = "A switch and the variant everyone gets, such as catalog.recommend=off; may be given again", HelpName = "KEY=VARIANT" };
        var reason = new Option<string?>("--reason") { Description = "Why; it is kept in the history", HelpName = "TEXT" };
        Option<string> second = TwoPersons.SecondOption();
        var list = new Option<bool>("--list") { Description = "What is in force, who took it, what became of it" };
        var withdraw = new Option<string?>("--withdraw") { Description = "Take an act back that the config center has not merged", HelpName = "ID" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be changed, and change nothing" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var person = new OperatorOptions();
        var command = new ExampleCommand("break-glass", "Change switches and config with every control process dead; merged into the history when one is back")
        {
            Examples =
            [
                "seawall config break-glass --switch catalog.recommend=off --reason \"search is drowning\"",
                "seawall config break-glass --set 'item/trade/limits={\"value\":10}' --reason \"fewer orders\" --dry-run",
                "seawall config break-glass --switch catalog.recommend=off --second bob --reason \"search is drowning in the freeze\"",
                "seawall config break-glass --list",
                "seawall config break-glass --withdraw 20261111-000312-4f1c",
            ],
        };
        foreach (Option option in (Option[])[set, switches, reason, second, list, withdraw, dryRun, json, topology])
        {
            command.Add(option);
        }
        person.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            Place place = Place.Current;
            var acts = new BreakGlassActs(place, place.Topology(parsed.GetValue(topology)?.FullName));
            if (parsed.GetValue(list))
            {
                return ListAsync(acts, parsed.GetValue(json));
            }
            if (parsed.GetValue(withdraw) is { } id)
            {
                return WithdrawAsync(acts, id, parsed.GetValue(dryRun));
            }
            EmergencyAct act = acts.Compose(parsed.GetValue(set) ?? [], parsed.GetValue(switches) ?? [], parsed.GetValue(reason), person.Read(parsed), parsed.GetValue(second));
            return DropAsync(acts, act, parsed.GetValue(dryRun), parsed.GetValue(json), ct);
        });
        return command;
    }

    private static async Task<int> DropAsync(BreakGlassActs acts, EmergencyAct act, bool dryRun, bool json, CancellationToken ct)
    {
        if (dryRun)
        {
            Console.WriteLine(json ? JsonSerializer.Serialize(new { act, dropped = false }, ControlApi.Json) : BreakGlassText.Plan(act));
            return ExitCode.Ok;
        }
        IReadOnlyList<string> expected = acts.Running();
        acts.Folder.Drop(act);
        using var late = new CancellationTokenSource(_patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        IReadOnlyList<EmergencyReceipt> taken = acts.Folder.Receipts(act.Id);
        try
        {
            while (expected.Except(taken.Select(receipt => receipt.Instance)).Any())
            {
                await Task.Delay(50, either.Token).ConfigureAwait(false);
                taken = acts.Folder.Receipts(act.Id);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Who has not taken it by now is named.
        }
        string[] missing = [.. expected.Except(taken.Select(receipt => receipt.Instance))];
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { act, dropped = true, taken, missing }, ControlApi.Json)
            : BreakGlassText.Plan(act) + BreakGlassText.Taken(act, taken, missing));
        return missing.Length == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static Task<int> ListAsync(BreakGlassActs acts, bool json)
    {
        IReadOnlyList<EmergencyAct> all = acts.Folder.Read(out IReadOnlyList<string> refused);
        var lines = all.Select(act => new { act, taken = acts.Folder.Receipts(act.Id), outcome = acts.Folder.OutcomeOf(act.Id) }).ToList();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { acts = lines, refused }, ControlApi.Json));
        }
        else
        {
            Console.WriteLine(lines.Count == 0 ? "no break-glass act lies here" : string.Join("\n", lines.Select(line => BreakGlassText.Line(line.act, line.taken, line.outcome))));
            foreach (string file in refused)
            {
                Console.Error.WriteLine($"not obeyed: {file}");
            }
        }
        return Task.FromResult(refused.Count == 0 ? ExitCode.Ok : ExitCode.Failed);
    }

    private static Task<int> WithdrawAsync(BreakGlassActs acts, string id, bool dryRun)
    {
        if (acts.Folder.OutcomeOf(id) is { Revision: { } revision })
        {
            throw new CommandException($"break-glass {id} is revision {revision} of the history; undo that revision there instead");
        }
        if (dryRun)
        {
            Console.WriteLine($"would take back break-glass {id}");
            return Task.FromResult(ExitCode.Ok);
        }
        if (!acts.Folder.Withdraw(id))
        {
            throw new CommandException($"there is no break-glass act '{id}'; seawall config break-glass --list names them");
        }
        Console.WriteLine($"break-glass {id} is taken back; processes drop it within a second");
        return Task.FromResult(ExitCode.Ok);
    }
}
