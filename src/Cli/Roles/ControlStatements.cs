using System.Globalization;
using System.Text;
using System.Text.Json;
using Seawall.Control.Statements;
using Seawall.Lab.Analysis;
using Seawall.Postgres.Sql;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>Statements from the gates' statistics, asked for at most once in five seconds however many look; samples from the last kept analysis.</summary>
internal sealed class ControlStatements(SiteTopology topology, SeawallHome home, TimeProvider time) : IStatements
{
    private const int MostSamples = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(5);

    private readonly GateStatistics _gates = new(new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = _patience });
    private readonly Dictionary<TimeSpan, (long At, Task<StatementList> List)> _asked = [];
    private readonly Lock _turn = new();

    public Task<StatementList> ReadAsync(TimeSpan since, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            if (!_asked.TryGetValue(since, out var asked) || time.GetElapsedTime(asked.At) > _fresh)
            {
                // Who asked first may leave; the others still wait for the answer.
                _asked[since] = asked = (time.GetTimestamp(), AskAsync(since));
            }
            return asked.List.WaitAsync(cancellationToken);
        }
    }

    public IReadOnlyList<StatementSample> SamplesOf(string fingerprint)
    {
        try
        {
            byte[] json = File.ReadAllBytes(Path.Combine(home.LabReports, "analyze.json"));
            AnalysisReport? report = JsonSerializer.Deserialize<AnalysisReport>(json, ReportOutput.Json);
            return [.. (report?.Slow ?? []).Where(slow => FingerprintOf(slow.Sql) == fingerprint).OrderByDescending(slow => slow.DurationMicros).Take(MostSamples)
                .Select(slow => new StatementSample(slow.Start, slow.DurationMicros, slow.Application, slow.Parameters, slow.Failed))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return [];
        }
    }

    private async Task<StatementList> AskAsync(TimeSpan since)
    {
        (IReadOnlyList<StatLine> lines, IReadOnlyList<string> silent) = await _gates.ReadAsync(topology, "", since, CancellationToken.None).ConfigureAwait(false);
        return new StatementList([.. lines.Select(Of)], silent);
    }

    private static StatementUse Of(StatLine line) => new(line.Fingerprint ?? "", line.Sql ?? "", line.Business ?? "", line.Role ?? "")
    {
        Tables = line.Tables ?? [],
        Rows = line.Rows,
        Errors = line.Errors,
        Latency = line.Latency,
    };

    private static string FingerprintOf(string sql)
    {
        var analyzer = new StatementAnalyzer();
        analyzer.Analyze(Encoding.UTF8.GetBytes(sql));
        return analyzer.Fingerprint.ToString("x16", CultureInfo.InvariantCulture);
    }
}
