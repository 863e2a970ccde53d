using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Drills.Faults;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary><c>seawall drill fault</c>: one fault, for as long as the command runs and no longer than it says.</summary>
internal static class DrillFaultCommand
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var fault = new FaultOptions();
        var person = new OperatorOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say whether it would be done, and do nothing" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("fault", "Do one fault to the site for a while; it ends with this command, whatever ends it")
        {
            Examples =
            [
                "seawall drill fault kill --target redis-catalog --for 20s --reason \"a cache down\" --yes",
                "seawall drill fault latency --to main --latency 50ms --reason \"a slow database\" --yes",
                "seawall drill fault loss --from web --to catalog --loss 5% --reason \"a bad cable\" --yes",
                "seawall drill fault clock-jump --target trade --offset 1h --reason \"a wrong clock\" --yes",
            ],
        };
        fault.AddTo(command);
        person.AddTo(command);
        foreach (Option option in (Option[])[dryRun, yes, json])
        {
            command.Add(option);
        }
        command.SetAction(async (parsed, ct) =>
        {
            FaultRequest request = fault.Read(parsed, person.Read(parsed).Name);
            IReadOnlyList<string> refusals = FaultSession.Refusals(Place.Current.Home, request, TimeProvider.System);
            if (refusals.Count > 0)
            {
                throw new CommandException(string.Join('\n', refusals));
            }
            if (parsed.GetValue(dryRun))
            {
                await Console.Error.WriteLineAsync("it would be done").ConfigureAwait(false);
                return ExitCode.Ok;
            }
            if (!parsed.GetValue(yes))
            {
                await AskAsync(request, ct).ConfigureAwait(false);
            }
            return await RunAsync(request, parsed.GetValue(json), ct).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(FaultRequest request, bool json, CancellationToken ct)
    {
        TimeProvider time = TimeProvider.System;
        FaultSession session;
        try
        {
            session = await FaultSession.BeginAsync(Place.Current.Home, request, time, ct).ConfigureAwait(false);
        }
        catch (FaultRefusedException e)
        {
            throw new CommandException(e.Message);
        }
        bool interrupted;
        long inForce = time.GetTimestamp();
        await using (session.ConfigureAwait(false))
        {
            await Console.Error.WriteLineAsync($"{session.Lease.Id} in force: {session.Lease.Summary}, for {DurationText.Format(request.Length)}; Ctrl-C ends it").ConfigureAwait(false);
            while (session.Holds && !ct.IsCancellationRequested)
            {
                await Task.Delay(_look, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            interrupted = ct.IsCancellationRequested;
        }
        TimeSpan lasted = time.GetElapsedTime(inForce);
        await Console.Error.WriteLineAsync($"{session.Lease.Id} undone after {DurationText.Format(lasted)}").ConfigureAwait(false);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { session.Lease.Id, kind = FaultOptions.NameOf(request.Kind), session.Lease.Targets, session.Lease.From, session.Lease.To, seconds = Math.Round(lasted.TotalSeconds, 2), interrupted }, ControlApi.Json));
        }
        return interrupted ? ExitCode.Interrupted : ExitCode.Ok;
    }

    private static async Task AskAsync(FaultRequest request, CancellationToken ct)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandException("add --yes to do it without being asked, or --dry-run to do nothing", ExitCode.Usage);
        }
        string where = request.IsOfLink ? $"the link from {request.From ?? "all"} to {request.FarEnd}" : string.Join(", ", request.Targets);
        await Console.Error.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{FaultOptions.NameOf(request.Kind)} on {where} for {DurationText.Format(request.Length)}? [y/N] ")).ConfigureAwait(false);
        string? said = await Task.Run(Console.ReadLine, ct).WaitAsync(ct).ConfigureAwait(false);
        if (said?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandException("nothing was done");
        }
    }
}
