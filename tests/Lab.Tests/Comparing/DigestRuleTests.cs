using System.Text;
using Seawall.Lab.Comparing;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Tests;

public sealed class DigestRuleTests
{
    private static readonly TargetCatalog _catalog = TargetCatalog.Empty with
    {
        VolatileFunctions = new HashSet<string> { "charge" },
        UniqueKeys = new Dictionary<string, IReadOnlyList<string[]>> { ["items"] = [["id"], ["shop", "code"]] },
    };

    [Theory]
    [InlineData("SELECT now()", "Clock")]
    [InlineData("SELECT * FROM items WHERE day = current_date", "Clock")]
    [InlineData("SELECT random()", "Random")]
    [InlineData("SELECT * FROM items TABLESAMPLE SYSTEM (?)", "Random")]
    [InlineData("SELECT nextval(?)", "Sequence")]
    [InlineData("SHOW work_mem", "Server")]
    [InlineData("EXPLAIN SELECT ?", "Server")]
    [InlineData("SELECT ctid FROM items", "Server")]
    [InlineData("SELECT pg_database_size(?)", "Server")]
    [InlineData("FETCH ? FROM c", "NoOrder")]
    [InlineData("SELECT * FROM items LIMIT ?", "NoOrder")]
    [InlineData("SELECT * FROM items WHERE name = ? FETCH FIRST ? ROWS ONLY", "NoOrder")]
    [InlineData("SELECT * FROM items WHERE id = ? LIMIT ?", "None")]
    [InlineData("SELECT * FROM items WHERE shop = ? AND code = $1 LIMIT ?", "None")]
    [InlineData("SELECT * FROM items WHERE id = ? OR name = ? LIMIT ?", "NoOrder")]
    [InlineData("SELECT * FROM items ORDER BY name LIMIT ?", "None")]
    [InlineData("SELECT EXISTS (SELECT ? FROM items LIMIT ?)", "None")]
    [InlineData("SELECT * FROM (SELECT * FROM items LIMIT ?) q", "NoOrder")]
    [InlineData("SELECT DISTINCT ON (shop) * FROM items", "NoOrder")]
    [InlineData("SELECT DISTINCT ON (shop) * FROM items ORDER BY shop, price", "None")]
    [InlineData("SELECT array_agg(name) FROM items", "NoOrder")]
    [InlineData("SELECT array_agg(name ORDER BY name) FROM items", "None")]
    [InlineData("SELECT row_number() OVER (PARTITION BY shop) FROM items", "NoOrder")]
    [InlineData("SELECT row_number() OVER (PARTITION BY shop ORDER BY id), count(*) OVER (PARTITION BY shop) FROM items", "None")]
    [InlineData("SELECT charge(?)", "VolatileFunction")]
    [InlineData("SELECT version, random, now FROM items", "None")]
    [InlineData("SELECT /* now() */ name FROM items WHERE name = 'random()'", "None")]
    public void The_text_tells_what_is_left_to_chance(string sql, string expected) => Assert.Equal(expected, Of(sql).Chance.ToString());

    [Theory]
    [InlineData("SELECT * FROM items ORDER BY id", true)]
    [InlineData("SELECT * FROM items i WHERE price > ? ORDER BY price DESC NULLS LAST, i.id", true)]
    [InlineData("SELECT * FROM items ORDER BY code, shop", true)]
    [InlineData("SELECT * FROM items ORDER BY code", false)]
    [InlineData("SELECT * FROM items ORDER BY lower(code), id", false)]
    [InlineData("SELECT * FROM items, shops ORDER BY id", false)]
    [InlineData("SELECT * FROM items a, items b ORDER BY id", false)]
    [InlineData("SELECT * FROM items a JOIN items b ON a.id = b.id ORDER BY id", false)]
    [InlineData("SELECT id FROM items UNION ALL SELECT id FROM items ORDER BY id", false)]
    [InlineData("SELECT shop, count(*) FROM items GROUP BY shop ORDER BY shop", true)]
    [InlineData("SELECT shop, count(*) FROM items GROUP BY shop ORDER BY count", false)]
    [InlineData("SELECT * FROM items WHERE id = $1", true)]
    [InlineData("SELECT * FROM items", false)]
    public void An_order_is_total_when_it_holds_a_unique_key(string sql, bool total) => Assert.Equal(total, Of(sql).OrderIsTotal);

    [Theory]
    [InlineData("UPDATE items SET price = ?", true, "items")]
    [InlineData("WITH gone AS (DELETE FROM items RETURNING *) SELECT * FROM gone", true, "items")]
    [InlineData("SELECT * FROM items FOR UPDATE", false, "")]
    [InlineData("BEGIN", false, "")]
    public void What_writes_is_compared_by_the_rows_it_changed(string sql, bool writes, string tables)
    {
        DigestRule rule = Of(sql);
        Assert.Equal((writes, tables), (rule.Writes, string.Join(',', rule.WritesTo)));
    }

    private static DigestRule Of(string sql) => DigestRule.Of(Encoding.UTF8.GetBytes(sql), new StatementAnalyzer(), _catalog);
}
