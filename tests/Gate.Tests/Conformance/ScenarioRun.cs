namespace Seawall.Gate.Tests.Conformance;

/// <summary>Runs scenarios directly and through the gate: whole, cut in two at every byte, and a byte at a time.</summary>
/// <param name="every">Whether at every byte; at a few of each otherwise.</param>
internal sealed class ScenarioRun(ConformanceSite site, ConformanceReport report, string database, bool every, Random random) : IDisposable
{
    private const int Few = 2;
    private const int Long = 3_000;
    private readonly Dictionary<int, Talk> _talks = [];

    public void Run(Scenario scenario)
    {
        report.CountScenario();
        bool ends = !scenario.IsStart && IsLast(scenario);
        Answer direct = Ask(scenario, site.Postgres.Port, ends);
        for (int again = 0; again < 3 && direct.End == AnswerEnd.Reset; again++)
            direct = Longer(direct, Ask(scenario, site.Postgres.Port, ends));
        foreach ((string name, int port) in ((string, int)[])[("whole", site.Gate.EndPoint.Port), ("whole, portable", site.Portable.EndPoint.Port)])
        {
            report.CountScenarioRun();
            Compare(scenario, name, direct, Ask(scenario, port, ends));
        }
        foreach (int cut in Cuts(scenario))
        {
            report.CountSplit();
            Compare(scenario, $"cut at {cut}", direct, Ask(scenario, site.Gate.EndPoint.Port, ends, cut));
        }
        if (scenario is { CutBefore: 0, Script.Length: > 1 and < Long } && (every || random.Next(10) == 0))
        {
            report.CountSplit();
            Compare(scenario, "a byte at a time", direct, Ask(scenario, site.Gate.EndPoint.Port, ends, cut: -1));
        }
    }

    public void Dispose()
    {
        foreach (Talk talk in _talks.Values)
            talk.Dispose();
    }

    private void Compare(Scenario scenario, string way, Answer direct, Answer gate) => report.Compare(scenario.Name, way, direct, gate, scenario.BareBytes, scenario.Explained);

    private static Answer Longer(Answer one, Answer other) => other.End != AnswerEnd.Reset || other.Bytes.Length > one.Bytes.Length ? other : one;

    /// <summary>Whether the connection does not outlive the scenario.</summary>
    private bool IsLast(Scenario scenario)
    {
        Talk talk = Session(site.Postgres.Port);
        talk.Write(Wire.Join(scenario.Script, SessionScenarios.Aftermath, Talk.EndMark));
        if (talk.Read().End == AnswerEnd.Open)
            return false;
        Drop(site.Postgres.Port);
        return true;
    }

    /// <param name="cut">Where the script is cut in two, 0 for nowhere, -1 for everywhere.</param>
    private Answer Ask(Scenario scenario, int port, bool ends, int cut = 0)
    {
        byte[] script = scenario.Script;
        if (scenario.IsStart || ends)
        {
            using Talk own = scenario.IsStart ? new Talk(port) : Talk.Start(port, database);
            Send(own, script, cut);
            // A client that begins something and does not end it goes away.
            if (scenario is { IsStart: true, Password: null } && !script.AsSpan().EndsWith(Wire.Terminate))
                own.EndWriting();
            return own.Read(scenario);
        }
        Talk talk = Session(port);
        Send(talk, script, cut);
        talk.Write(Wire.Join(SessionScenarios.Aftermath, Talk.EndMark));
        Answer answer = talk.Read();
        if (answer.End != AnswerEnd.Open)
            Drop(port);
        return answer;
    }

    private void Send(Talk talk, byte[] script, int cut)
    {
        if (cut >= 0)
        {
            if (cut > 0)
            {
                talk.Write(script.AsSpan(0, cut));
                site.Settle();
            }
            talk.Write(script.AsSpan(cut));
            return;
        }
        for (int i = 0; i < script.Length; i++)
        {
            talk.Write(script.AsSpan(i, 1));
            site.Settle();
        }
    }

    private IEnumerable<int> Cuts(Scenario scenario)
    {
        byte[] script = scenario.Script;
        if (script.Length < 2)
            return [];
        // The messages that lead into a state are cut where they come with the first subject.
        int first = scenario.IsStart || scenario.Name.EndsWith(": query", StringComparison.Ordinal) ? 1 : Math.Max(1, scenario.State.Length);
        IEnumerable<int> all = Enumerable.Range(first, Math.Max(0, script.Length - first));
        if (script.Length >= Long)
            all = Enumerable.Range(1, 40).Concat(Enumerable.Range(script.Length - 40, 40)).Concat(Enumerable.Range(0, 200).Select(_ => random.Next(1, script.Length)));
        if (scenario.CutBefore > 0)
            all = all.Where(cut => cut < scenario.CutBefore);
        return every ? all : all.OrderBy(_ => random.Next()).Take(Few);
    }

    private Talk Session(int port)
    {
        if (!_talks.TryGetValue(port, out Talk? talk))
            _talks[port] = talk = Talk.Start(port, database);
        return talk;
    }

    private void Drop(int port)
    {
        if (_talks.Remove(port, out Talk? talk))
            talk.Dispose();
    }
}
