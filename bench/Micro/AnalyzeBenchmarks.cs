using BenchmarkDotNet.Attributes;
using Seawall.Postgres.Sql;

namespace Seawall.Micro;

/// <summary>What being aware of a statement costs: lexing alone, and the whole analysis.</summary>
[MemoryDiagnoser]
public class AnalyzeBenchmarks
{
    private readonly StatementAnalyzer _analyzer = new();
    private byte[][] _set = [];

    /// <summary>Which set of statements.</summary>
    [Params("Short", "Shop", "Report", "LongList")]
    public string Set { get; set; } = "";

    /// <summary>Picks the set.</summary>
    [GlobalSetup]
    public void Choose() => _set = Set switch
    {
        "Short" => Statements.Short,
        "Shop" => Statements.Shop,
        "Report" => Statements.Report,
        _ => Statements.LongList,
    };

    /// <summary>Tokens only.</summary>
    [Benchmark]
    public int Lex()
    {
        int tokens = 0;
        foreach (byte[] sql in _set)
        {
            var lexer = new SqlLexer(sql);
            while (lexer.Next(out _))
                tokens++;
        }

        return tokens;
    }

    /// <summary>Fingerprint, kind, tables, tags.</summary>
    [Benchmark]
    public ulong Analyze()
    {
        ulong all = 0;
        foreach (byte[] sql in _set)
        {
            _analyzer.Analyze(sql);
            all ^= _analyzer.Fingerprint;
        }

        return all;
    }
}
