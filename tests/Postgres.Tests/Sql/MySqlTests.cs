using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Tests.Sql;

/// <summary>MySQL's and MariaDB's dialect: tokens, identity, tables.</summary>
public sealed class MySqlTests
{
    private readonly StatementAnalyzer _analyzer = new(SqlDialect.MySql);

    [Theory]
    [InlineData("select 1", "Word:select Number:1")]
    [InlineData("`a b`.`c``d`", "QuotedName:`a b` Dot:. QuotedName:`c``d`")]
    [InlineData("\"it\\\"s\" 'it\\'s' 'a''b' \"c\"\"d\"", "String:\"it\\\"s\" 'it\\'s' 'a''b' \"c\"\"d\"")]
    [InlineData("'a' , 'b'", "String:'a' Comma:, String:'b'")]
    [InlineData("a # x ' y\nb", "Word:a Comment:# x ' y Word:b")]
    [InlineData("a -- x ' y\nb", "Word:a Comment:-- x ' y Word:b")]
    [InlineData("5--4", "Number:5 Operator:- Operator:- Number:4")]
    [InlineData("a /* x ' /* y */ b", "Word:a Comment:/* x ' /* y */ Word:b")]
    [InlineData("/*!40101 SET a */ = 1", "Comment:/*!40101 Word:SET Word:a Comment:*/ Operator:= Number:1")]
    [InlineData("/*M!100100 x */ /*! y*/", "Comment:/*M!100100 Word:x Comment:*/ Comment:/*! Word:y Comment:*/")]
    [InlineData("select /*+ MAX_EXECUTION_TIME(5) */ 1", "Word:select Hint:/*+ MAX_EXECUTION_TIME(5) */ Number:1")]
    [InlineData("0x1F 0b01 x'1f' b'01' 0xzz 0b2", "Number:0x1F Number:0b01 BitString:x'1f' BitString:b'01' Word:0xzz Word:0b2")]
    [InlineData("N'x' n'y'", "String:N'x' String:n'y'")]
    [InlineData("_utf8mb4'a' _binary x'00' _latin1 b _x", "String:_utf8mb4'a' String:_binary x'00' Word:_latin1 Word:b Word:_x")]
    [InlineData("@a := @@global.b + @'c d'", "Word:@a ColonEquals::= Word:@@global Dot:. Word:b Operator:+ Word:@'c d'")]
    [InlineData("'root'@'%' `a`@`b`", "String:'root' Operator:@ String:'%' QuotedName:`a` Operator:@ QuotedName:`b`")]
    [InlineData("a<=>b <> != >= << -> ->>", "Word:a Operator:<=> Word:b Operator:<> Operator:!= Operator:>= Operator:<< Operator:-> Operator:->>")]
    [InlineData("a=-1", "Word:a Operator:= Operator:- Number:1")]
    [InlineData("2024_sales 1st 1e5 1.5e-3 .5 t.1 1.", "Word:2024_sales Word:1st Number:1e5 Number:1.5e-3 Number:.5 Word:t Dot:. Number:1 Number:1.")]
    [InlineData("a$b $c ?", "Word:a$b Word:$c Parameter:?")]
    [InlineData("\\N 名前", "String:\\N Word:名前")]
    public void Tokens_are_cut_as_mysql_cuts_them(string sql, string expected) => Assert.Equal(expected, Show(sql, SqlDialect.MySql, out _));

    [Fact]
    public void The_mode_of_the_server_decides_over_quotes_and_backslashes()
    {
        Assert.Equal("QuotedName:\"a\" String:'b\\'", Show("\"a\" 'b\\'", SqlDialects.OfSqlMode("ANSI_QUOTES, NO_BACKSLASH_ESCAPES"), out bool open));
        Assert.False(open);
        Assert.Equal("String:\"a\" 'b\\'", Show("\"a\" 'b\\'", SqlDialects.OfSqlMode("STRICT_TRANS_TABLES"), out open));
        Assert.True(open);
    }

    [Theory]
    [InlineData("SELECT `Id`, `order` FROM `Shop`.`Items` WHERE `id`=42", "select id, `order` from shop.items where id = ?")]
    [InlineData("select * from t where a in (1,2,3) limit 10,20", "select * from t where a in (?+) limit ?, ?")]
    [InlineData("select \"x\" 'y', _utf8mb4'z', N'q', 0xff, x'0f', null, true", "select ?, ?, ?, ?, ?, ?, ?")]
    [InlineData("insert into t (a,b) values (1,\"x\"),(2,'y'),(-3,null)", "insert into t(a, b) values (?+)")]
    [InlineData("insert t value (1,2),(3,4)", "insert t value (?+)")]
    [InlineData("insert into t (`value`, v) values (1,2)", "insert into t(value, v) values (?+)")]
    [InlineData("select value - 1 from t", "select value - ? from t")]
    [InlineData("replace into t set a=1, b='x'", "replace into t set a = ?, b = ?")]
    [InlineData("insert into t (a) values (1) on duplicate key update a = values(a), b=b+1", "insert into t(a) values (?+) on duplicate key update a = values (a), b = b + ?")]
    [InlineData("select @x := 1, @@sql_mode", "select @x := ?, @@sql_mode")]
    [InlineData("select a <=> null, b is not null", "select a <=> ?, b is not null")]
    [InlineData("select 5--4", "select ? - ?")]
    [InlineData("select a # c\nfrom t -- d\nwhere /* e */ b=1", "select a from t where b = ?")]
    [InlineData("/*!40101 SET NAMES utf8 */", "set names utf8")]
    [InlineData("select * from orders_0017", "select * from orders_#")]
    [InlineData("select left(a, 3), if(b, 1, 2), replace(c,'x','y')", "select left(a, ?), if(b, ?, ?), replace(c, ?, ?)")]
    [InlineData("prepare s1 from 'select 1'", "prepare ? from ?")]
    [InlineData("execute s1 using @a, @b", "execute ? using @a, @b")]
    public void Normalized_text_has_one_spelling(string sql, string expected)
    {
        Analyze(sql);
        Assert.Equal(expected, Encoding.UTF8.GetString(_analyzer.Normalized));
    }

    [Theory]
    [InlineData("select * from user", "user")]
    [InlineData("select * from mysql.user u, `db`.`order` o", "mysql.user db.`order`")]
    [InlineData("select * from a straight_join b on a.x=b.x left join c using (x)", "a b c")]
    [InlineData("select * from a use index for join (i), b force index (j) where x in (select y from c)", "a b c")]
    [InlineData("select 1 from dual", "")]
    [InlineData("select a into @x from t", "t")]
    [InlineData("select a into outfile '/tmp/x' from t", "t")]
    [InlineData("insert into t (a) values (1)", "t!")]
    [InlineData("insert ignore t set a=1", "t!")]
    [InlineData("insert low_priority ignore into `s`.`t` select * from u", "s.t! u")]
    [InlineData("replace delayed into t values (1)", "t!")]
    [InlineData("insert into t select * from u on duplicate key update a=1", "t! u")]
    [InlineData("update t set a=1 where b in (select c from d)", "t! d")]
    [InlineData("update ignore orders o join users u on o.u=u.id set o.a=u.a", "orders! users")]
    [InlineData("delete from t where a=1 limit 5", "t!")]
    [InlineData("delete quick from t", "t!")]
    [InlineData("delete o, l from orders o join order_lines l on l.o=o.id where o.x", "orders! order_lines")]
    [InlineData("delete from a using a join b on a.x=b.x", "a! b")]
    [InlineData("load data local infile 'x' replace into table t fields terminated by ','", "t!")]
    [InlineData("lock tables a read, b write", "a! b!")]
    [InlineData("truncate table t", "t!")]
    [InlineData("create table if not exists t (a int) select * from u", "t! u")]
    [InlineData("alter table t add index (a)", "t!")]
    [InlineData("create unique index i on t (a)", "t!")]
    [InlineData("create fulltext index i on t (a)", "t!")]
    [InlineData("drop table if exists a, b", "a! b!")]
    [InlineData("rename table a to b", "a!")]
    [InlineData("optimize table a, b", "a b")]
    [InlineData("explain format=json select * from t", "t")]
    [InlineData("explain select * from t", "t")]
    [InlineData("with x as (select * from a) select * from x join b", "a b")]
    [InlineData("create definer=`a`@`b` procedure p() begin select 1; delete from t; end", "")]
    [InlineData("create trigger g before insert on t for each row set new.a = 1", "")]
    [InlineData("select * from json_table('[]', '$[*]' columns (a int path '$')) j, t", "t")]
    [InlineData("/*!50000 select * from */ t", "t")]
    public void Tables_are_found(string sql, string expected)
    {
        Analyze(sql);
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, _analyzer.TableCount).Select(i => Encoding.UTF8.GetString(_analyzer.Table(i)) + (_analyzer.TableIsWritten(i) ? "!" : ""))));
    }

    [Theory]
    [InlineData("select 1", StatementKind.Select, true)]
    [InlineData("select * from t for update", StatementKind.Select, false)]
    [InlineData("select * from t lock in share mode", StatementKind.Select, false)]
    [InlineData("select get_lock('a', 1)", StatementKind.Select, false)]
    [InlineData("replace into t values (1)", StatementKind.Insert, false)]
    [InlineData("use shop", StatementKind.Set, true)]
    [InlineData("show full columns from t", StatementKind.Show, true)]
    [InlineData("desc t", StatementKind.Explain, true)]
    [InlineData("start transaction with consistent snapshot", StatementKind.Begin, true)]
    [InlineData("rollback to savepoint a", StatementKind.RollbackTo, true)]
    [InlineData("create procedure p() begin select 1; select 2; end", StatementKind.Ddl, false)]
    [InlineData("call p(1)", StatementKind.Call, false)]
    public void Kind_and_effect_are_told(string sql, StatementKind kind, bool readOnly)
    {
        Analyze(sql);
        Assert.Equal((kind, readOnly, 1), (_analyzer.Kind, _analyzer.IsReadOnly, _analyzer.StatementCount));
    }

    [Fact]
    public void Any_text_is_cut_without_a_gap()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("SEAWALL_SEED"), System.Globalization.CultureInfo.InvariantCulture, out int given) ? given : Environment.TickCount;
        var chance = new Random(seed);
        const string pieces = "'\"`\\\n#-*/!+@:.,;()?0x1eE_$ab N\tselect from é";
        for (int round = 0; round < 20_000; round++)
        {
            byte[] sql = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, chance.Next(30)).Select(_ => pieces[chance.Next(pieces.Length)])));
            var lexer = new MySqlLexer(sql, (SqlDialect)(1 + (2 * chance.Next(4))));
            int at = 0;
            while (lexer.Next(out SqlToken token))
            {
                Assert.True(token.Length > 0 && sql.AsSpan(at, token.Start - at).Trim(" \n\t"u8).IsEmpty, $"SEAWALL_SEED={seed}, round {round}: gap or overlap at {at} in {Encoding.UTF8.GetString(sql)}");
                at = token.End;
            }

            Assert.True(sql.AsSpan(at).Trim(" \n\t"u8).IsEmpty, $"SEAWALL_SEED={seed}, round {round}: the end of {Encoding.UTF8.GetString(sql)} is not read");
            _analyzer.Analyze(sql);
        }
    }

    [Fact]
    public void Texts_of_one_skeleton_have_one_analysis()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("SEAWALL_SEED"), System.Globalization.CultureInfo.InvariantCulture, out int given) ? given : Environment.TickCount;
        var chance = new Random(seed);
        string[] pieces =
        [
            "select ", "a", " ", "from ", "t", ".", "1", "'x'", "\"y\"", "(", ")", ",", "in", "values", "-", "=", "`b`", "-- \n", "/* c */", "/*role='r'*/", "@v", ";", "null",
            "insert into ", "abcdefgh", "abcdefghi", "#z\n",
        ];
        var known = new Dictionary<ulong, (string Normalized, string Tables, string Role)>();
        int repeats = 0;
        for (int round = 0; round < 50_000; round++)
        {
            byte[] sql = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, chance.Next(7)).Select(_ => pieces[chance.Next(pieces.Length)])));
            _analyzer.Analyze(sql);
            (string, string, string) analysis = (Encoding.UTF8.GetString(_analyzer.Normalized), string.Join(' ', Enumerable.Range(0, _analyzer.TableCount).Select(i => Encoding.UTF8.GetString(_analyzer.Table(i)))), Encoding.UTF8.GetString(_analyzer.Tag("role"u8)));
            ulong key = MySqlSkeleton.Of(sql, SqlDialect.MySql);
            if (!known.TryAdd(key, analysis))
            {
                repeats++;
                Assert.True(known[key] == analysis, $"SEAWALL_SEED={seed}, round {round}: {Encoding.UTF8.GetString(sql)} is {analysis}, its skeleton {known[key]}");
            }
        }

        Assert.True(repeats > 1000, $"only {repeats} repeats");
        Assert.Equal(MySqlSkeleton.Of("select 1, 'a' from t"u8, SqlDialect.MySql), MySqlSkeleton.Of("select  22,\n\"bc\" from t"u8, SqlDialect.MySql));
        Assert.NotEqual(MySqlSkeleton.Of("select a"u8, SqlDialect.MySql), MySqlSkeleton.Of("select `a`"u8, SqlDialect.MySql));
    }

    private void Analyze(string sql) => _analyzer.Analyze(Encoding.UTF8.GetBytes(sql));

    private static string Show(string sql, SqlDialect dialect, out bool unterminated)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(sql);
        var lexer = new MySqlLexer(bytes, dialect);
        var shown = new List<string>();
        while (lexer.Next(out SqlToken token))
            shown.Add($"{token.Kind}:{Encoding.UTF8.GetString(bytes, token.Start, token.Length)}");
        unterminated = lexer.Unterminated;
        return string.Join(' ', shown);
    }
}
