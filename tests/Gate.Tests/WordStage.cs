using System.Text;
using Seawall.Gate.Judging;

namespace Seawall.Gate.Tests;

/// <summary>Refuses the statements whose normalised text contains a word; counts what it was asked.</summary>
internal sealed class WordStage(string word) : Stage
{
    private readonly byte[] _word = Encoding.UTF8.GetBytes(word);
    private int _asked;
    private int _refused;

    public static StatementRefusal Refusal { get; } = new(StatementRefusal.Canceled, "the rule stops this statement", "run it later", "word");

    public int Asked => Volatile.Read(ref _asked);

    public int Refused => Volatile.Read(ref _refused);

    public override Verdict Enter(in StatementCall call, Ticket ticket)
    {
        Interlocked.Increment(ref _asked);
        bool hit = call.Sql.IsEmpty ? call.Statement.Info.Sql.Contains(word, StringComparison.Ordinal) : call.Sql.IndexOf(_word) >= 0;
        if (!hit)
            return Verdict.Allow;
        Interlocked.Increment(ref _refused);
        return Verdict.Refuse(Refusal);
    }
}
