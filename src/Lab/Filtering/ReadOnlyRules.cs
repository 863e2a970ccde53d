using System.Text;
using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;
using Seawall.Postgres.Sql;
using StatementShape = Seawall.Lab.Comparing.StatementShape;

namespace Seawall.Lab.Filtering;

/// <summary>
/// Decides by the lexer, and by what the target says of the names, whether a statement only reads. Knows the prepared statements and cursors that the
/// session has left out so far, so that PREPARE and EXECUTE, DECLARE and FETCH stay together.
/// </summary>
internal sealed class ReadOnlyRules(TargetCatalog catalog, IReadOnlySet<string> madeByLeftOut) : IStatementRules
{
    private static readonly HashSet<string> _sequence = new(StringComparer.Ordinal) { "nextval", "setval", "currval", "lastval" };

    private readonly StatementAnalyzer _analyzer = new();

    public bool Writes(ManifestDigest digest) => !digest.ReadOnly;

    public Verdict Of(in StatementPart part, SessionNames names)
    {
        _analyzer.Analyze(part.Text);
        string subject = Encoding.UTF8.GetString(_analyzer.Subject);
        switch (_analyzer.Kind)
        {
            case StatementKind.Begin:
                return AsReadOnly(part.Text) is { } changed ? Verdict.Replace(changed) : Verdict.Keep;
            case StatementKind.Empty or StatementKind.Show or StatementKind.Commit or StatementKind.Rollback or StatementKind.Savepoint or StatementKind.Release
                or StatementKind.RollbackTo or StatementKind.Reset or StatementKind.Discard or StatementKind.Listen:
                return IsPrepared(part) ? Verdict.LeaveOut(Reasons.TwoPhase) : Verdict.Keep;
            case StatementKind.Set:
                return AllowsWriting(part.Text) ? Verdict.LeaveOut(Reasons.AllowsWriting) : Verdict.Keep;
            case StatementKind.Prepare:
                return names.Prepared.Define(subject, OfQuery(Behind(part.Text, "as"))) ? Verdict.Keep : Verdict.LeaveOut(Reasons.PreparedLeftOut);
            case StatementKind.Execute or StatementKind.Deallocate:
                return names.Prepared.IsLeftOut(subject) ? Verdict.LeaveOut(Reasons.PreparedLeftOut) : Verdict.Keep;
            case StatementKind.Declare:
                return names.Cursors.Define(subject, OfQuery(Behind(part.Text, "for"))) ? Verdict.Keep : Verdict.LeaveOut(Reasons.CursorLeftOut);
            case StatementKind.Fetch or StatementKind.Close:
                return names.Cursors.IsLeftOut(subject) ? Verdict.LeaveOut(Reasons.CursorLeftOut) : Verdict.Keep;
            default:
                return OfQuery(part.Text);
        }
    }

    private Verdict OfQuery(ReadOnlySpan<byte> sql)
    {
        _analyzer.Analyze(sql);
        bool readsOnly = _analyzer.IsReadOnly;
        StatementKind kind = _analyzer.Kind;
        switch (kind)
        {
            case StatementKind.Select or StatementKind.Explain:
                break;
            case StatementKind.Copy:
                return readsOnly && Words(sql).Contains("stdout") ? OfCalls(sql) : Verdict.LeaveOut(Words(sql).Contains("stdin") ? Reasons.Writes : Reasons.ServerFile);
            case StatementKind.Insert or StatementKind.Update or StatementKind.Delete or StatementKind.Merge or StatementKind.Truncate:
                return Verdict.LeaveOut(Reasons.Writes);
            case StatementKind.Ddl:
                return Verdict.LeaveOut(Reasons.Definition);
            case StatementKind.Lock:
                return Verdict.LeaveOut(Reasons.TableLock);
            case StatementKind.Call or StatementKind.Do:
                return Verdict.LeaveOut(Reasons.Procedure);
            case StatementKind.Analyze or StatementKind.Vacuum:
                return Verdict.LeaveOut(Reasons.Maintenance);
            case StatementKind.Notify:
                return Verdict.LeaveOut(Reasons.Notify);
            default:
                return readsOnly ? Verdict.Keep : Verdict.LeaveOut(Reasons.TwoPhase);
        }

        for (int i = 0; i < _analyzer.TableCount; i++)
        {
            if (_analyzer.TableIsWritten(i))
            {
                return Verdict.LeaveOut(Words(sql).Contains("into") && !Words(sql).Contains("insert") ? Reasons.Definition : Reasons.Writes);
            }

            if (madeByLeftOut.Contains(Encoding.UTF8.GetString(_analyzer.Table(i))))
            {
                return Verdict.LeaveOut(Reasons.NeedsLeftOut);
            }
        }

        Verdict calls = OfCalls(sql);
        return calls.IsKept && !readsOnly ? Verdict.LeaveOut(Words(sql).Contains("into") ? Reasons.Definition : kind == StatementKind.Explain ? Reasons.Writes : Reasons.RowLock) : calls;
    }

    private Verdict OfCalls(ReadOnlySpan<byte> sql)
    {
        foreach (string function in StatementShape.Of(sql).Functions)
        {
            if (_sequence.Contains(function))
            {
                return Verdict.LeaveOut(Reasons.Sequence);
            }

            if (function.Contains("advisory", StringComparison.Ordinal) && function.StartsWith("pg_", StringComparison.Ordinal))
            {
                return Verdict.LeaveOut(Reasons.AdvisoryLock);
            }

            if (Calls.MayWrite(function, catalog))
            {
                return Verdict.LeaveOut(Reasons.VolatileFunction);
            }
        }

        return Verdict.Keep;
    }

    /// <summary>COMMIT PREPARED and ROLLBACK PREPARED.</summary>
    private static bool IsPrepared(in StatementPart part) => Ascii.EqualsIgnoreCase(part.Word(1), "prepared"u8);

    private static bool AllowsWriting(ReadOnlySpan<byte> sql)
    {
        HashSet<string> words = Words(sql);
        return words.Contains("write") || words.Contains("default_transaction_read_only") || words.Contains("transaction_read_only");
    }

    /// <summary>BEGIN … READ WRITE asks for what the connection refuses; it begins a reading one instead.</summary>
    private static string? AsReadOnly(ReadOnlySpan<byte> sql)
    {
        var lexer = new SqlLexer(sql);
        while (lexer.Next(out SqlToken token))
        {
            if (token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(sql.Slice(token.Start, token.Length), "write"u8))
            {
                return Encoding.UTF8.GetString(sql[..token.Start]) + "ONLY" + Encoding.UTF8.GetString(sql[token.End..]);
            }
        }

        return null;
    }

    /// <summary>What follows the first such word outside parentheses.</summary>
    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> sql, string word)
    {
        int depth = 0;
        var lexer = new SqlLexer(sql);
        while (lexer.Next(out SqlToken token))
        {
            depth += token.Kind == SqlTokenKind.LeftParen ? 1 : token.Kind == SqlTokenKind.RightParen ? -1 : 0;
            if (depth == 0 && token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(sql.Slice(token.Start, token.Length), word))
            {
                return sql[token.End..];
            }
        }

        return default;
    }

    private static HashSet<string> Words(ReadOnlySpan<byte> sql)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var lexer = new SqlLexer(sql);
        while (lexer.Next(out SqlToken token))
        {
            if (token.Kind == SqlTokenKind.Word)
            {
                words.Add(Encoding.UTF8.GetString(sql.Slice(token.Start, token.Length)).ToLowerInvariant());
            }
        }

        return words;
    }
}
