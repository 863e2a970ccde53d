using System.CommandLine;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary><c>seawall observe</c>: the statistics a gate would have, without a gate: out of what PostgreSQL itself has counted, read-only.</summary>
internal static class ObserveCommand
{
    private static readonly string[] _groupings = ["sql", "business", "table"];
    private static readonly TimeSpan _usual = TimeSpan.FromMinutes(1);

    public static Command Create()
    {
        var database = new Option<string>("--database")
        {
            Description = "The server and database; the password comes from PGPASSWORD, ~/.pgpass or --password-file",
            HelpName = "CONNECTION",
            Required = true,
        };
        var password = new Option<FileInfo>("--password-file") { Description = "File that holds the password", HelpName = "FILE" };
        var by = new Option<string>("--by") { Description = "Add up by sql, business or table", HelpName = "KEY", DefaultValueFactory = _ => "sql" };
        by.AcceptOnlyFromAmong(_groupings);
        var login = new Option<string[]>("--login") { Description = "Business of a login; without it the login is the business", HelpName = "LOGIN=BUSINESS", AllowMultipleArgumentsPerToken = true };
        var interval = new Option<string>("--interval") { Description = "Read twice, so long apart, and show what came between; with --listen, how often to read (1m when unset)", HelpName = "DURATION" };
        interval.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!DurationText.TryParse(result.Tokens[0].Value, out var span) || span < TimeSpan.FromSeconds(1)))
                result.AddError($"--interval must be 1s or more, was {result.Tokens[0].Value}");
        });
        var listen = new Option<string>("--listen") { Description = "Stay and answer /stats as a gate's admin address does", HelpName = "IP:PORT" };
        var top = new Option<int>("--top") { Description = "Lines to show, those with the longest total time first", HelpName = "N", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("observe", "Which SQL costs what on a PostgreSQL of yours, read-only and without a gate")
        {
            Examples =
            [
                "seawall observe --database postgresql://observer@127.0.0.1/shop",
                "seawall observe --database postgresql://observer@127.0.0.1/shop --interval 30s --by table",
                "seawall observe --database postgresql://observer@127.0.0.1/shop --login shop_app=shop --by business --json",
                "seawall observe --database postgresql://observer@127.0.0.1/shop --listen 127.0.0.1:7080",
            ],
        };
        foreach (var option in (Option[])[database, password, by, login, interval, listen, top, json])
            command.Add(option);
        command.SetAction(async (parsed, ct) =>
        {
            var server = ObservedServer.Of(parsed.GetRequiredValue(database), parsed.GetValue(password)?.FullName);
            var totals = new ObservedTotals((parsed.GetValue(login) ?? []).Select(Login).ToDictionary(StringComparer.Ordinal));
            TimeSpan? apart = parsed.GetValue(interval) is { } text && DurationText.TryParse(text, out var span) ? span : null;
            if (parsed.GetValue(listen) is { } address)
                return await ListenAsync(server, totals, address, apart ?? _usual, ct).ConfigureAwait(false);
            var reading = await server.ReadAsync(ct).ConfigureAwait(false);
            if (apart is { } wait)
            {
                await Task.Delay(wait, ct).ConfigureAwait(false);
                reading = (await server.ReadAsync(ct).ConfigureAwait(false)).After(reading);
            }
            await TellAsync(reading).ConfigureAwait(false);
            var counted = totals.Of(reading);
            if (parsed.GetValue(json))
                Console.WriteLine(ObservedText.Json(reading, counted, parsed.GetRequiredValue(by), parsed.GetValue(top)));
            else
                ObservedText.WriteTable(Console.Out, reading, counted, parsed.GetRequiredValue(by), parsed.GetValue(top));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<int> ListenAsync(ObservedServer server, ObservedTotals totals, string address, TimeSpan interval, CancellationToken ct)
    {
        var home = Place.Current.Home;
        home.Create();
        var listen = EndPointText.Parse(address);
        var file = Path.Combine(home.Stats, $"observe-{listen.Port}.db");
        await using var desk = await ObservedDesk.StartAsync(listen, server, totals, file, "observe", ct).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"observes {server.Name} every {DurationText.Format(interval)}; {desk.Address}/stats answers as a gate does; Ctrl-C ends it").ConfigureAwait(false);
        await desk.RunAsync(interval, Console.Error, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Ok;
    }

    private static async Task TellAsync(ObservedReading reading)
    {
        if (reading.Since is { } since)
            await Console.Error.WriteLineAsync($"counted since {since:yyyy-MM-dd HH:mm:ss} UTC; quantiles are estimates from mean and deviation").ConfigureAwait(false);
        if (reading.HiddenTexts > 0)
            await Console.Error.WriteLineAsync($"{reading.HiddenTexts} statements of others are hidden from this login and left out; GRANT pg_read_all_stats to it").ConfigureAwait(false);
    }

    private static KeyValuePair<string, string> Login(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? KeyValuePair.Create(text[..equals], text[(equals + 1)..])
            : throw new CommandException($"'{text}' is no login and business such as shop_app=shop", ExitCode.Usage);
    }
}
