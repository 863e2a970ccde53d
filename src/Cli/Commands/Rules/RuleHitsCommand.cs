using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall rule hits</c>: what the rules decided at every gate, and in warn mode what they would have.</summary>
internal static class RuleHitsCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>What one rule decided at all gates.</summary>
    internal sealed record Hits(string Name, string Mode, string Kind, long Matched, long Refused, long Queued, long TimedOut, long Cancelled, long Warned, IReadOnlyList<HitStatement> Top);

    /// <summary>A statement that a rule met.</summary>
    internal sealed record HitStatement(string Business, string Fingerprint, string Sql, long Calls);

    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "One rule only", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("hits", "What the rules decided since the gates started, and of which statements; in warn mode what they would have")
        {
            Examples = ["seawall rule hits", "seawall rule hits no-reports --json"],
        };
        command.Add(name);
        command.Add(json);
        command.Add(topology);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(name), parsed.GetValue(json), parsed.GetValue(topology)?.FullName, ct));
        return command;
    }

    private static async Task<int> RunAsync(string? name, bool json, string? file, CancellationToken ct)
    {
        ProcessNode[] gates = [.. Place.Current.Topology(file).Processes.Where(process => process is { Role: ProcessNode.GateRole, Admin: not null })];
        using var http = new HttpClient { Timeout = _patience };
        var answers = new List<JsonElement>();
        var isWhole = true;
        foreach (ProcessNode gate in gates)
        {
            try
            {
                JsonElement answer = await http.GetFromJsonAsync<JsonElement>($"http://{gate.Admin}/rules", ct).ConfigureAwait(false);
                answers.Add(answer);
                foreach (JsonElement fault in answer.GetProperty("faults").EnumerateArray())
                {
                    await Console.Error.WriteLineAsync($"{gate.Name} stays with the rules of revision {answer.GetProperty("revision").GetInt64()}: {fault.GetString()}").ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                isWhole = false;
                await Console.Error.WriteLineAsync($"{gate.Name} does not answer; its hits are missing. `seawall status` says what runs.").ConfigureAwait(false);
            }
        }
        IReadOnlyList<Hits> hits = [.. Add(answers).Where(rule => name is null || rule.Name == name)];
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(hits, ControlApi.Json));
        }
        else
        {
            Write(Console.Out, hits);
        }
        return isWhole ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>The same rule at several gates added up, in the order of the first.</summary>
    internal static IReadOnlyList<Hits> Add(IReadOnlyList<JsonElement> answers) =>
    [
        .. answers.SelectMany(answer => answer.GetProperty("rules").EnumerateArray()).GroupBy(rule => rule.GetProperty("name").GetString()!, StringComparer.Ordinal).Select(same => new Hits(
            same.Key, same.First().GetProperty("mode").GetString()!, same.First().GetProperty("kind").GetString()!,
            Sum(same, "matched"), Sum(same, "refused"), Sum(same, "queued"), Sum(same, "timedOut"), Sum(same, "cancelled"), Sum(same, "warned"), Top(same))),
    ];

    internal static void Write(TextWriter output, IReadOnlyList<Hits> hits)
    {
        output.WriteLine("rule                     mode     act       matched   would   refused    queued  in vain  cancelled");
        foreach (Hits rule in hits)
        {
            output.WriteLine($"{rule.Name,-24} {rule.Mode,-8} {rule.Kind,-7} {rule.Matched,9} {rule.Warned,7} {rule.Refused,9} {rule.Queued,9} {rule.TimedOut,8} {rule.Cancelled,10}");
            foreach (HitStatement statement in rule.Top.Take(3))
            {
                string sql = statement.Sql.ReplaceLineEndings(" ");
                output.WriteLine($"    {statement.Calls,9}  {statement.Business,-12} {statement.Fingerprint}  {(sql.Length > 90 ? sql[..89] + "…" : sql)}");
            }
        }
    }

    private static IReadOnlyList<HitStatement> Top(IEnumerable<JsonElement> same) =>
    [
        .. same.SelectMany(rule => rule.GetProperty("top").EnumerateArray())
            .GroupBy(row => (Business: row.GetProperty("business").GetString()!, Fingerprint: row.GetProperty("fingerprint").GetString()!))
            .Select(rows => new HitStatement(rows.Key.Business, rows.Key.Fingerprint, rows.First().GetProperty("sql").GetString()!, Sum(rows, "calls")))
            .OrderByDescending(row => row.Calls).ThenBy(row => row.Fingerprint, StringComparer.Ordinal),
    ];

    private static long Sum(IEnumerable<JsonElement> rows, string name) => rows.Sum(row => row.GetProperty(name).GetInt64());
}
