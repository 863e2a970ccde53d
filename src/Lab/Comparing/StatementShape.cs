using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Comparing;

/// <summary>Why two runs of one statement may rightly give other rows.</summary>
internal enum Chance : byte
{
    None,

    /// <summary>now(), current_date and their like.</summary>
    Clock,

    /// <summary>random(), gen_random_uuid(), TABLESAMPLE.</summary>
    Random,

    /// <summary>nextval, currval, setval.</summary>
    Sequence,

    /// <summary>SHOW, EXPLAIN, and what names the session, the server or where a row lies.</summary>
    Server,

    /// <summary>LIMIT, DISTINCT ON, a fetch, an aggregate or a window whose outcome depends on the order of rows, without ORDER BY.</summary>
    NoOrder,

    /// <summary>A function the target declares volatile.</summary>
    VolatileFunction,
}

/// <summary>What one pass of the lexer over a statement says of its result: what leaves it to chance, and how its rows are ordered.</summary>
internal sealed class StatementShape
{
    private static readonly Dictionary<string, Chance> _words = Words();
    private static readonly Dictionary<string, Chance> _calls = Calls();

    private readonly List<Level> _levels = [new()];
    private readonly List<string> _orderBy = [];
    private readonly List<string> _groupBy = [];
    private readonly HashSet<string> _equal = new(StringComparer.Ordinal);
    private readonly List<string> _functions = [];
    private string _before = "";
    private string _name = "";
    private string? _pendingColumn;
    private bool _hasOr;
    private bool _plainOrder = true;
    private bool _plainGroup = true;

    private StatementShape()
    {
    }

    public Chance Chance { get; private set; }

    public bool HasOrderBy { get; private set; }

    public bool HasGroupBy { get; private set; }

    /// <summary>LIMIT or FETCH FIRST at the statement's own level.</summary>
    public bool HasLimit { get; private set; }

    /// <summary>LIMIT there without ORDER BY: the rows are chance unless at most one can match.</summary>
    public bool LimitsWithoutOrder { get; private set; }

    /// <summary>One table after FROM, nothing joined or united with it.</summary>
    public bool ReadsOneTable { get; private set; } = true;

    /// <summary>Columns of ORDER BY in lower case; empty when it holds anything else.</summary>
    public IReadOnlyList<string> OrderBy => _plainOrder ? _orderBy : [];

    public IReadOnlyList<string> GroupBy => _plainGroup ? _groupBy : [];

    /// <summary>Columns that WHERE binds to one value each.</summary>
    public IReadOnlySet<string> EqualColumns => _hasOr ? new HashSet<string>() : _equal;

    /// <summary>Names followed by a parenthesis.</summary>
    public IReadOnlyList<string> Functions => _functions;

    public static StatementShape Of(ReadOnlySpan<byte> sql)
    {
        var shape = new StatementShape();
        var lexer = new SqlLexer(sql);
        while (lexer.Next(out SqlToken token))
        {
            if (token.Kind is not (SqlTokenKind.Comment or SqlTokenKind.Hint))
            {
                shape.Take(token.Kind, sql.Slice(token.Start, token.Length));
            }
        }

        shape.EndLevel(shape._levels[0], isOuter: true);
        return shape;
    }

    private Level Now => _levels[^1];

    private void Take(SqlTokenKind kind, ReadOnlySpan<byte> text)
    {
        string word = kind switch
        {
            SqlTokenKind.Word => Encoding.UTF8.GetString(text).ToLowerInvariant(),
            SqlTokenKind.QuotedName => Encoding.UTF8.GetString(text).Trim('"'),
            _ => Encoding.UTF8.GetString(text),
        };
        switch (kind)
        {
            case SqlTokenKind.LeftParen or SqlTokenKind.LeftBracket:
                Opens(kind == SqlTokenKind.LeftParen);
                break;
            case SqlTokenKind.RightParen or SqlTokenKind.RightBracket:
                Closes();
                break;
            case SqlTokenKind.Word:
                OnWord(word);
                break;
            case SqlTokenKind.Comma when Now.Clause == Clause.From:
                ReadsOneTable &= _levels.Count > 1;
                break;
        }

        Collect(kind, word);
        _name = kind is SqlTokenKind.Word or SqlTokenKind.QuotedName ? word : "";
        _before = word;
    }

    private void Opens(bool parenthesis)
    {
        if (parenthesis && _name.Length > 0)
        {
            _functions.Add(_name);
            Blame(_calls.GetValueOrDefault(_name, LooksAtServer(_name) ? Chance.Server : Chance.None));
        }

        _levels.Add(new Level { Opener = _name, WindowOf = _name == "over" ? Now.LastCall : "" });
    }

    private void Closes()
    {
        if (_levels.Count > 1)
        {
            Level level = Now;
            _levels.RemoveAt(_levels.Count - 1);
            EndLevel(level, isOuter: false);
            Now.LastCall = level.Opener;
        }
    }

    private void EndLevel(Level level, bool isOuter)
    {
        if (level.Order)
        {
            return;
        }

        LimitsWithoutOrder |= level.Limit && isOuter;
        bool partOfRows = level.DistinctOn || (level.Limit && !isOuter && level.Opener != "exists");
        if (partOfRows || NeedsOrder(level.Opener) || IsWindow(level.WindowOf))
        {
            Blame(Chance.NoOrder);
        }
    }

    private void OnWord(string word)
    {
        bool outer = _levels.Count == 1;
        switch (word)
        {
            case "from":
                ReadsOneTable &= !outer || !Now.From;
                (Now.From, Now.Clause) = (true, Clause.From);
                break;
            case "join" or "union" or "intersect" or "except" or "lateral":
                ReadsOneTable &= !outer;
                break;
            case "where" or "having" or "window" or "returning":
                Now.Clause = Clause.Other;
                break;
            case "or":
                _hasOr = true;
                break;
            case "by" when _before == "order":
                (Now.Order, Now.Clause) = (true, Clause.OrderBy);
                HasOrderBy |= outer;
                break;
            case "by" when _before == "group":
                Now.Clause = Clause.GroupBy;
                HasGroupBy |= outer;
                break;
            case "limit" or "offset" or "for":
                Now.Clause = Clause.Other;
                Now.Limit |= word != "for";
                HasLimit |= outer && word != "for";
                break;
            case "first" or "next" when _before == "fetch":
                (Now.Limit, Now.Clause) = (true, Clause.Other);
                HasLimit |= outer;
                break;
            case "on" when _before == "distinct":
                Now.DistinctOn = true;
                break;
            case "show" or "explain" or "fetch" or "move" when _before.Length == 0:
                Blame(word is "show" or "explain" ? Chance.Server : Chance.NoOrder);
                break;
        }

        Blame(_words.GetValueOrDefault(word, word.StartsWith("pg_stat_", StringComparison.Ordinal) ? Chance.Server : Chance.None));
    }

    /// <summary>Gathers the columns of the outer ORDER BY and GROUP BY, and of comparisons with one value.</summary>
    private void Collect(SqlTokenKind kind, string word)
    {
        bool isName = kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
        if (_pendingColumn is { } column)
        {
            if (kind is SqlTokenKind.Parameter or SqlTokenKind.String or SqlTokenKind.Number || word == "?")
            {
                _equal.Add(column);
            }

            _pendingColumn = null;
        }

        if (kind == SqlTokenKind.Operator && word == "=" && _name.Length > 0 && _levels.Count == 1)
        {
            _pendingColumn = _name;
        }

        if (_levels.Count > 1 || word == "by" || Now.Clause is not (Clause.OrderBy or Clause.GroupBy))
        {
            return;
        }

        bool order = Now.Clause == Clause.OrderBy;
        List<string> columns = order ? _orderBy : _groupBy;
        if (isName && word is not ("asc" or "desc" or "nulls" or "first" or "last" or "order"))
        {
            if (_before == ".")
            {
                columns.RemoveAt(columns.Count - 1);
            }

            columns.Add(word);
        }
        else if (!isName && kind is not (SqlTokenKind.Comma or SqlTokenKind.Dot or SqlTokenKind.Semicolon))
        {
            _plainOrder &= !order;
            _plainGroup &= order;
        }
    }

    private void Blame(Chance chance) => Chance = Chance == Chance.None ? chance : Chance;

    private static bool IsWindow(string function) => function is "row_number" or "ntile" or "lag" or "lead" or "first_value" or "last_value" or "nth_value";

    private static bool NeedsOrder(string function) => function is "array_agg" or "string_agg" or "json_agg" or "jsonb_agg" or "xmlagg" or "json_object_agg" or "jsonb_object_agg";

    private static bool LooksAtServer(string function) =>
        function.StartsWith("txid_", StringComparison.Ordinal)
        || function.StartsWith("inet_", StringComparison.Ordinal)
        || (function.StartsWith("pg_", StringComparison.Ordinal) && function.EndsWith("_size", StringComparison.Ordinal));

    private static Dictionary<string, Chance> Words() => Table(
        (Chance.Clock, ["current_timestamp", "current_time", "current_date", "localtime", "localtimestamp"]),
        (Chance.Random, ["tablesample"]),
        (Chance.Server, ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "pg_locks", "pg_settings"]));

    private static Dictionary<string, Chance> Calls() => Table(
        (Chance.Clock, ["now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday"]),
        (Chance.Random, ["random", "random_normal", "setseed", "gen_random_uuid", "gen_random_bytes", "uuidv4", "uuidv7", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4"]),
        (Chance.Sequence, ["nextval", "currval", "lastval", "setval"]),
        (Chance.Server,
        [
            "pg_backend_pid", "pg_current_xact_id", "pg_current_snapshot", "pg_current_wal_lsn", "pg_postmaster_start_time", "pg_conf_load_time", "version", "current_setting",
        ]));

    private static Dictionary<string, Chance> Table(params (Chance Chance, string[] Names)[] groups) =>
        groups.SelectMany(g => g.Names.Select(name => (name, g.Chance))).ToDictionary(StringComparer.Ordinal);

    private enum Clause : byte
    {
        Other,
        From,
        OrderBy,
        GroupBy,
    }

    private sealed class Level
    {
        public string Opener { get; init; } = "";
        public string WindowOf { get; init; } = "";
        public string LastCall { get; set; } = "";
        public Clause Clause { get; set; }
        public bool From { get; set; }
        public bool Order { get; set; }
        public bool Limit { get; set; }
        public bool DistinctOn { get; set; }
    }
}
