using System.Text;
using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Filtering;

/// <summary>Turns every end of a transaction into its rollback, and leaves out what no transaction can undo.</summary>
internal sealed class RollbackRules(TargetCatalog catalog) : IStatementRules
{
    private static readonly string[] _outside = ["database", "tablespace", "subscription", "system"];

    private readonly StatementAnalyzer _analyzer = new();

    public Verdict Of(in StatementPart part, SessionNames names)
    {
        _analyzer.Analyze(part.Text);
        bool chain = Is(part, "chain");
        switch (_analyzer.Kind)
        {
            case StatementKind.Commit or StatementKind.Rollback when Ascii.EqualsIgnoreCase(part.Word(1), "prepared"u8):
            case StatementKind.Other when Ascii.EqualsIgnoreCase(part.Word(1), "transaction"u8) || Ascii.EqualsIgnoreCase(part.Word(1), "prepared"u8):
                return Verdict.LeaveOut(Reasons.TwoPhase);
            case StatementKind.Commit:
                return Verdict.Replace(chain && !Is(part, "no") ? "ROLLBACK AND CHAIN" : "ROLLBACK");
            case StatementKind.Vacuum:
                return Verdict.LeaveOut(Reasons.Maintenance);
            case StatementKind.Copy when Is(part, "program") || (Is(part, "to") && !Is(part, "stdout")):
                return Verdict.LeaveOut(Reasons.ServerFile);
            case StatementKind.Ddl or StatementKind.Other when Is(part, "concurrently") || _outside.Contains(Encoding.UTF8.GetString(part.Word(1)), StringComparer.OrdinalIgnoreCase):
                return Verdict.LeaveOut(Reasons.NotUndone);
            default:
                return Verdict.Keep;
        }
    }

    public bool Writes(ManifestDigest digest) => !digest.ReadOnly || Calls.MayWrite(Encoding.UTF8.GetBytes(digest.Sql), catalog);

    private static bool Is(in StatementPart part, string word)
    {
        var lexer = new SqlLexer(part.Text);
        while (lexer.Next(out SqlToken token))
        {
            if (token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(part.Text.Slice(token.Start, token.Length), word))
            {
                return true;
            }
        }

        return false;
    }
}
