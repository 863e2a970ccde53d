using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Packing;

/// <summary>What a statement text does to its transaction and session; the same for all texts of one fingerprint.</summary>
internal readonly record struct StatementTraits(TransactionEffect Transaction, bool ChangesState, bool Sticks, bool CopiesIn, bool Discards, bool Resets)
{
    /// <summary>Functions that leave something in the session which cannot be carried to another connection.</summary>
    private static readonly string[] _stickyFunctions =
    [
        "pg_advisory_lock", "pg_advisory_lock_shared", "pg_try_advisory_lock", "pg_try_advisory_lock_shared",
        "currval", "lastval", "setseed", "set_config",
    ];

    public static StatementTraits Of(ReadOnlySpan<byte> sql)
    {
        StatementTraits traits = default;
        var parts = new StatementParts(sql);
        while (parts.Next(out StatementPart part))
        {
            traits = traits.With(part);
        }

        return traits;
    }

    private StatementTraits With(in StatementPart part)
    {
        ReadOnlySpan<byte> first = part.Word(0);
        ReadOnlySpan<byte> second = part.Word(1);
        StatementTraits traits = this;
        if (Is(first, "begin") || (Is(first, "start") && Is(second, "transaction")))
        {
            return traits with { Transaction = TransactionEffect.Opens };
        }

        if (Is(first, "commit") || Is(first, "end"))
        {
            return traits with { Transaction = Chains(part) ? TransactionEffect.Opens : Is(second, "prepared") ? Transaction : TransactionEffect.Commits };
        }

        if (Is(first, "rollback") || Is(first, "abort"))
        {
            bool partly = Is(second, "prepared") || Is(second, "to") || Is(part.Word(2), "to");
            return partly ? traits : traits with { Transaction = Chains(part) ? TransactionEffect.Opens : TransactionEffect.RollsBack };
        }

        if (Is(first, "prepare") && Is(second, "transaction"))
        {
            return traits with { Transaction = TransactionEffect.Commits };
        }

        bool changesState = Is(first, "reset") || Is(first, "prepare") || Is(first, "deallocate") || Is(first, "discard")
            || (Is(first, "set") && !Is(second, "local") && !Is(second, "transaction") && !Is(second, "constraints"));
        bool temporary = Is(first, "create") && (IsTemporary(second) || IsTemporary(part.Word(2)));
        return traits with
        {
            ChangesState = ChangesState || changesState,
            Sticks = Sticks || Is(first, "listen") || Is(first, "load") || temporary || Leaves(part.Text),
            CopiesIn = CopiesIn || (Is(first, "copy") && ReadsClient(part.Text)),
            Discards = Discards || Is(first, "discard"),
            Resets = Resets || Is(first, "discard") || Is(first, "reset") || (Is(first, "set") && EndsWithDefault(part.Text)),
        };
    }

    private static bool Is(ReadOnlySpan<byte> word, string keyword) => Ascii.EqualsIgnoreCase(word, keyword);

    private static bool IsTemporary(ReadOnlySpan<byte> word) => Is(word, "temp") || Is(word, "temporary");

    /// <summary>COMMIT AND CHAIN opens the next transaction at once; AND NO CHAIN does not.</summary>
    private static bool Chains(in StatementPart part)
    {
        int and = Is(part.Word(1), "and") ? 1 : Is(part.Word(2), "and") ? 2 : -1;
        return and > 0 && Is(part.Word(and + 1), "chain");
    }

    /// <summary>Looks for sticky functions, SELECT INTO a temporary table, and cursors WITH HOLD.</summary>
    private static bool Leaves(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> before = default;
        var lexer = new SqlLexer(text);
        while (lexer.Next(out SqlToken token))
        {
            if (token.Kind == SqlTokenKind.Comment)
            {
                continue;
            }

            ReadOnlySpan<byte> word = token.Kind == SqlTokenKind.Word ? text.Slice(token.Start, token.Length) : default;
            if ((Is(before, "into") && IsTemporary(word)) || (Is(before, "with") && Is(word, "hold")))
            {
                return true;
            }

            foreach (string function in _stickyFunctions)
            {
                if (word.Length == function.Length && Is(word, function))
                {
                    return true;
                }
            }

            before = word;
        }

        return false;
    }

    private static bool EndsWithDefault(ReadOnlySpan<byte> text) => text.Length > 7 && Ascii.EqualsIgnoreCase(text[^7..], "default"u8);

    private static bool ReadsClient(ReadOnlySpan<byte> text)
    {
        var lexer = new SqlLexer(text);
        while (lexer.Next(out SqlToken token))
        {
            if (token.Kind == SqlTokenKind.Word && Is(text.Slice(token.Start, token.Length), "stdin"))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Where a text leaves the transaction; the last command decides.</summary>
internal enum TransactionEffect : byte
{
    None,
    Opens,
    Commits,
    RollsBack,
}
