using Seawall.Postgres.Sql;

namespace Seawall.Lab.Pulling;

/// <summary>A secret in a statement: where its literal stands in the text, or which bound value it is.</summary>
internal readonly record struct SecretPlace(int Start, int Length, int Parameter);

/// <summary>
/// Finds the values of a text that are secrets: what follows PASSWORD in commands about roles and user mappings, <c>password=…</c> inside a
/// connection string, and what a statement compares with, writes into or inserts into columns named as secret.
/// </summary>
internal sealed class SecretFinder(IReadOnlyList<string> columns)
{
    private readonly string[] _columns = [.. columns.Select(c => c.ToLowerInvariant())];
    private readonly List<SqlToken> _tokens = [];
    private readonly List<int> _secretPositions = [];

    /// <summary>The places, in the order of the text; cleared by the next call.</summary>
    public List<SecretPlace> Places { get; } = [];

    public void Find(ReadOnlySpan<byte> sql)
    {
        Places.Clear();
        _tokens.Clear();
        var lexer = new SqlLexer(sql);
        while (lexer.Next(out SqlToken token))
        {
            if (token.Kind is not (SqlTokenKind.Comment or SqlTokenKind.Hint))
                _tokens.Add(token);
        }
        for (int i = 0; i < _tokens.Count; i++)
        {
            if (_tokens[i].Kind == SqlTokenKind.Word && Is(sql, i, "password"u8))
                AddIfValue(sql, i + 1, textOnly: true);
            else if (_tokens[i].Kind == SqlTokenKind.String)
                FindConnectionPassword(sql, _tokens[i]);
            else if (IsSecretColumn(sql, i) && i + 2 < _tokens.Count && IsOperator(sql, i + 1, "="u8))
                AddIfValue(sql, i + 2, textOnly: false);
            else if (Is(sql, i, "insert"u8))
                FindInserted(sql, i + 1);
        }
        Places.Sort((a, b) => a.Start.CompareTo(b.Start));
        for (int i = Places.Count - 1; i > 0; i--)
        {
            if (Places[i].Start == Places[i - 1].Start)
                Places.RemoveAt(i);
        }
    }

    /// <summary><c>INSERT INTO t (a, secret) VALUES ($1, 'x'), …</c>: the values at the places of secret columns.</summary>
    private void FindInserted(ReadOnlySpan<byte> sql, int at)
    {
        while (at < _tokens.Count && _tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName or SqlTokenKind.Dot)
            at++;
        if (at >= _tokens.Count || _tokens[at].Kind != SqlTokenKind.LeftParen)
            return;
        _secretPositions.Clear();
        int position = 0;
        for (at++; at < _tokens.Count && _tokens[at].Kind != SqlTokenKind.RightParen; at++)
        {
            if (_tokens[at].Kind == SqlTokenKind.Comma)
                position++;
            else if (IsSecretColumn(sql, at))
                _secretPositions.Add(position);
        }
        if (_secretPositions.Count == 0 || ++at >= _tokens.Count || !Is(sql, at, "values"u8))
            return;
        int depth = 0;
        position = 0;
        for (at++; at < _tokens.Count; at++)
        {
            switch (_tokens[at].Kind)
            {
                case SqlTokenKind.LeftParen when depth++ == 0:
                    position = 0;
                    break;
                case SqlTokenKind.RightParen:
                    depth--;
                    break;
                case SqlTokenKind.Comma when depth == 1:
                    position++;
                    break;
                case SqlTokenKind.String or SqlTokenKind.BitString or SqlTokenKind.Number or SqlTokenKind.Parameter when depth >= 1 && _secretPositions.Contains(position):
                    AddIfValue(sql, at, textOnly: false);
                    break;
                case SqlTokenKind.Word when depth == 0:
                    return;
            }
        }
    }

    /// <summary>In <c>'host=db user=app password=secret'</c> the whole literal is taken, so that no quoting rule lets a part through.</summary>
    private void FindConnectionPassword(ReadOnlySpan<byte> sql, SqlToken token)
    {
        ReadOnlySpan<byte> text = sql.Slice(token.Start, token.Length);
        int at = text.IndexOf("password="u8);
        at = at >= 0 ? at : text.IndexOf("password ="u8);
        if (at > 0)
            Places.Add(new SecretPlace(token.Start, token.Length, -1));
    }

    private void AddIfValue(ReadOnlySpan<byte> sql, int index, bool textOnly)
    {
        if (index >= _tokens.Count)
            return;
        SqlToken token = _tokens[index];
        if (token.Kind == SqlTokenKind.Parameter && int.TryParse(sql.Slice(token.Start + 1, token.Length - 1), System.Globalization.CultureInfo.InvariantCulture, out int parameter))
            Places.Add(new SecretPlace(token.Start, token.Length, parameter - 1));
        else if (token.Kind == SqlTokenKind.String || (!textOnly && token.Kind is SqlTokenKind.Number or SqlTokenKind.BitString))
            Places.Add(new SecretPlace(token.Start, token.Length, -1));
    }

    private bool IsSecretColumn(ReadOnlySpan<byte> sql, int index)
    {
        SqlToken token = _tokens[index];
        ReadOnlySpan<byte> name = token.Kind switch
        {
            SqlTokenKind.Word => sql.Slice(token.Start, token.Length),
            SqlTokenKind.QuotedName when token.Length > 2 => sql.Slice(token.Start + 1, token.Length - 2),
            _ => default,
        };
        if (name.IsEmpty)
            return false;
        foreach (string column in _columns)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, column))
                return true;
        }
        return false;
    }

    private bool Is(ReadOnlySpan<byte> sql, int index, ReadOnlySpan<byte> word) =>
        _tokens[index].Kind == SqlTokenKind.Word && System.Text.Ascii.EqualsIgnoreCase(sql.Slice(_tokens[index].Start, _tokens[index].Length), word);

    private bool IsOperator(ReadOnlySpan<byte> sql, int index, ReadOnlySpan<byte> text) =>
        _tokens[index].Kind == SqlTokenKind.Operator && sql.Slice(_tokens[index].Start, _tokens[index].Length).SequenceEqual(text);
}
