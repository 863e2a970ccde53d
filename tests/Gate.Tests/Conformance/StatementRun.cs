namespace Seawall.Gate.Tests.Conformance;

/// <summary>Sends statements directly and through the gate, each in every way.</summary>
internal sealed class StatementRun(ConformanceSite site, ConformanceReport report, string database, Random random) : IDisposable
{
    private Talk? _direct;
    private Talk? _gate;

    public void Run(Statement statement)
    {
        report.CountStatement();
        string name = statement.Sql.Length <= 200 ? statement.Sql : statement.Sql[..200] + "…";
        foreach ((string way, byte[] script) in statement.Scripts())
        {
            report.CountStatementRun();
            Answer direct = Ask(ref _direct, site.Postgres.Port, script, script.Length);
            // In two pieces, as they may come by a real network.
            Answer gate = Ask(ref _gate, site.Gate.EndPoint.Port, script, random.Next(script.Length));
            report.Compare(name, way, direct, gate);
        }
    }

    public void Dispose()
    {
        _direct?.Dispose();
        _gate?.Dispose();
    }

    private Answer Ask(ref Talk? talk, int port, byte[] script, int cut)
    {
        talk ??= Talk.Start(port, database);
        talk.Write(script.AsSpan(0, cut));
        talk.Write(script.AsSpan(cut));
        Answer answer = talk.Read();
        if (answer.End != AnswerEnd.Open)
        {
            talk.Dispose();
            talk = null;
        }
        return answer;
    }
}
