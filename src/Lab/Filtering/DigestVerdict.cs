using System.Text;
using Seawall.Lab.Packing;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Filtering;

/// <summary>What a fingerprint alone decides.</summary>
/// <param name="Fixed">The verdict for all its statements; null where it hangs on names, or on several statements in one text.</param>
/// <param name="Writes">It may change something that a rollback undoes.</param>
internal readonly record struct DigestVerdict(Verdict? Fixed, TransactionEffect Effect, bool Writes)
{
    public static DigestVerdict Of(ManifestDigest digest, IStatementRules rules)
    {
        byte[] sql = Encoding.UTF8.GetBytes(digest.Sql);
        TransactionEffect effect = StatementTraits.Of(sql).Transaction;
        var analyzer = new StatementAnalyzer();
        analyzer.Analyze(sql);
        bool byName = analyzer.Kind is StatementKind.Prepare or StatementKind.Execute or StatementKind.Deallocate or StatementKind.Declare or StatementKind.Fetch or StatementKind.Close;
        var parts = new StatementParts(sql);
        bool isOne = parts.Next(out StatementPart part);
        Verdict verdict = isOne ? rules.Of(part, new SessionNames()) : Verdict.Keep;
        isOne &= !parts.Next(out _);

        // A replacement is made of the text itself, of which the fingerprint has only the form; but the ends of transactions have no more than that.
        bool formOnly = verdict.Replacement is not null && effect == TransactionEffect.Opens;
        return new DigestVerdict(!isOne || byName || formOnly ? null : verdict, effect, rules.Writes(digest));
    }
}
