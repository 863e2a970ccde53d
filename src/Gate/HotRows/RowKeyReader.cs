using System.Buffers.Text;
using System.IO.Hashing;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.HotRows;

/// <summary>
/// Finds in a text which row it locks. It reads one UPDATE, DELETE or SELECT … FOR UPDATE of one table, and of its WHERE those conditions that stand at the top, joined by AND, and compare a
/// column with a constant or a parameter by <c>=</c>. An OR at the top, a subquery, several statements: no key, and the statement is never guarded.
/// </summary>
internal static class RowKeyReader
{
    /// <param name="analyzer">What has just read the text.</param>
    public static RowKey Read(StatementAnalyzer analyzer, ReadOnlySpan<byte> sql)
    {
        if (analyzer.StatementCount != 1 || analyzer.TableCount != 1 || analyzer.IsReadOnly || analyzer.IsUnterminated)
            return default;
        if (analyzer.Kind is not (StatementKind.Update or StatementKind.Delete or StatementKind.Select))
            return default;
        RowKey key = default;
        key.OfTable(analyzer.Table(0));
        return TryRead(sql, ref key) ? key : default;
    }

    /// <summary>The constant that names the row, for people to read; empty when none does.</summary>
    public static ReadOnlySpan<byte> FirstLiteral(ReadOnlySpan<byte> sql)
    {
        Condition condition = default;
        SqlLexer lexer = new(sql);
        while (Next(ref lexer, out SqlToken token) && !IsWord(token, sql, "where"u8))
        {
        }
        while (Next(ref lexer, out SqlToken token))
        {
            condition.Take(token, sql);
            if (condition.IsEquality && condition.Value.Kind != SqlTokenKind.Parameter)
                return ValueOf(condition.Value, sql);
            if (EndsCondition(token, sql))
                condition = default;
        }
        return default;
    }

    private static bool TryRead(ReadOnlySpan<byte> sql, ref RowKey key)
    {
        SqlLexer lexer = new(sql);
        int depth = 0;
        bool isFirst = true;
        while (true)
        {
            if (!Next(ref lexer, out SqlToken token))
                return false;
            // A statement that begins with WITH locks more than its own WHERE says.
            if (isFirst && !(IsWord(token, sql, "update"u8) || IsWord(token, sql, "delete"u8) || IsWord(token, sql, "select"u8)))
                return false;
            isFirst = false;
            depth += DepthOf(token.Kind);
            if (depth == 0 && IsWord(token, sql, "where"u8))
                break;
        }
        Condition condition = default;
        while (Next(ref lexer, out SqlToken token))
        {
            depth += DepthOf(token.Kind);
            if (depth == 0 && IsWord(token, sql, "or"u8))
                return false;
            if (depth > 0 || token.Kind is SqlTokenKind.RightParen or SqlTokenKind.RightBracket)
                condition.Spoil();
            else if (IsWord(token, sql, "and"u8))
            {
                if (!TryKeep(ref condition, sql, ref key))
                    return false;
            }
            else if (EndsWhere(token, sql))
                break;
            else
                condition.Take(token, sql);
        }
        return TryKeep(ref condition, sql, ref key) && key.IsKeyed;
    }

    private static bool TryKeep(ref Condition condition, ReadOnlySpan<byte> sql, ref RowKey key)
    {
        Condition kept = condition;
        condition = default;
        if (!kept.IsEquality)
            return true;
        ulong column = HashOf(kept.Column, sql);
        if (kept.Value.Kind != SqlTokenKind.Parameter)
        {
            key.AddLiteral(column, ValueOf(kept.Value, sql));
            return true;
        }
        return Utf8Parser.TryParse(sql.Slice(kept.Value.Start + 1, kept.Value.Length - 1), out ushort number, out _) && number > 0 && key.TryAddParameter(column, number);
    }

    // Unquoted names are the same in either case.
    private static ulong HashOf(SqlToken column, ReadOnlySpan<byte> sql)
    {
        ReadOnlySpan<byte> name = sql.Slice(column.Start, column.Length);
        Span<byte> folded = stackalloc byte[64];
        name = name[..Math.Min(name.Length, folded.Length)];
        if (column.Kind == SqlTokenKind.QuotedName)
            return XxHash3.HashToUInt64(name.Trim((byte)'"'));
        for (int i = 0; i < name.Length; i++)
            folded[i] = name[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(name[i] | 0x20) : name[i];
        return XxHash3.HashToUInt64(folded[..name.Length]);
    }

    private static ReadOnlySpan<byte> ValueOf(SqlToken value, ReadOnlySpan<byte> sql)
    {
        ReadOnlySpan<byte> text = sql.Slice(value.Start, value.Length);
        return value.Kind == SqlTokenKind.String && text.Length > 1 && text[0] == (byte)'\'' ? text[1..^1] : text;
    }

    private static bool EndsWhere(in SqlToken token, ReadOnlySpan<byte> sql) =>
        token.Kind == SqlTokenKind.Semicolon
        || IsWord(token, sql, "returning"u8) || IsWord(token, sql, "order"u8) || IsWord(token, sql, "limit"u8) || IsWord(token, sql, "for"u8) || IsWord(token, sql, "group"u8)
        || IsWord(token, sql, "offset"u8) || IsWord(token, sql, "fetch"u8);

    private static bool EndsCondition(in SqlToken token, ReadOnlySpan<byte> sql) => IsWord(token, sql, "and"u8) || EndsWhere(token, sql);

    private static int DepthOf(SqlTokenKind kind) => kind switch
    {
        SqlTokenKind.LeftParen or SqlTokenKind.LeftBracket => 1,
        SqlTokenKind.RightParen or SqlTokenKind.RightBracket => -1,
        _ => 0,
    };

    private static bool Next(ref SqlLexer lexer, out SqlToken token)
    {
        while (lexer.Next(out token))
        {
            if (token.Kind is not (SqlTokenKind.Comment or SqlTokenKind.Hint))
                return true;
        }
        return false;
    }

    private static bool IsWord(in SqlToken token, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> word) =>
        token.Kind == SqlTokenKind.Word && token.Length == word.Length && System.Text.Ascii.EqualsIgnoreCase(sql.Slice(token.Start, token.Length), word);

    /// <summary>One condition as its tokens come: <c>[name .] column = value [:: type]</c>, or the other way about; anything else is none.</summary>
    private struct Condition
    {
        private Place _place;
        private bool _valueFirst;

        private enum Place : byte
        {
            Start,
            Named,
            Dotted,
            ValueFirst,
            Compared,
            Whole,
            Cast,
            Spoilt,
        }

        public SqlToken Column { get; private set; }

        public SqlToken Value { get; private set; }

        public readonly bool IsEquality => _place == Place.Whole;

        public void Spoil() => _place = Place.Spoilt;

        public void Take(in SqlToken token, ReadOnlySpan<byte> sql)
        {
            bool isName = token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
            bool isValue = token.Kind is SqlTokenKind.Parameter or SqlTokenKind.Number or SqlTokenKind.String;
            bool isEquals = token is { Kind: SqlTokenKind.Operator, Length: 1 } && sql[token.Start] == (byte)'=';
            switch (_place)
            {
                case Place.Start when isName:
                case Place.Dotted when isName:
                    (Column, _place) = (token, _valueFirst ? Place.Whole : Place.Named);
                    break;
                case Place.Start when isValue:
                    (Value, _valueFirst, _place) = (token, true, Place.ValueFirst);
                    break;
                case Place.Named when token.Kind == SqlTokenKind.Dot:
                    _place = Place.Dotted;
                    break;
                case Place.Whole when token.Kind == SqlTokenKind.Dot && _valueFirst:
                    _place = Place.Dotted;
                    break;
                case Place.Named when isEquals:
                case Place.ValueFirst when isEquals:
                    _place = Place.Compared;
                    break;
                case Place.Compared when isName && _valueFirst:
                    (Column, _place) = (token, Place.Whole);
                    break;
                case Place.Compared when isValue && !_valueFirst:
                    (Value, _place) = (token, Place.Whole);
                    break;
                case Place.Whole when token.Kind == SqlTokenKind.Cast && !_valueFirst:
                    _place = Place.Cast;
                    break;
                case Place.Cast when isName:
                    _place = Place.Whole;
                    break;
                default:
                    _place = Place.Spoilt;
                    break;
            }
        }
    }
}
