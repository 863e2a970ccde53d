using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using Seawall.Gate.Routing;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Interception.Estimates;

/// <summary>
/// Asks a server for its plan of one statement, as the statement's own login, in a read-only transaction that is rolled back. The statement is prepared and its generic plan
/// explained, so that it needs no values: PostgreSQL knows <c>EXPLAIN (GENERIC_PLAN)</c> from 16 on only.
/// </summary>
/// <remarks>PostgreSQL documentation, "PREPARE" (notes on generic plans), "EXPLAIN", and <c>plan_cache_mode</c> under "Query Planning".</remarks>
internal static class Explainer
{
    private const int Patience = 2;

    /// <summary>The estimate; null when the server cannot tell.</summary>
    public static async Task<Estimate?> TryExplainAsync(Upstream upstream, StatementEstimates.Question question, CancellationToken cancellationToken)
    {
        if (Single(question.Sql) is not { } sql)
            return null;
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(upstream, question));
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await RunAsync("SET TRANSACTION READ ONLY").ConfigureAwait(false);
            await RunAsync("SET LOCAL statement_timeout = 1000; SET LOCAL lock_timeout = 100; SET LOCAL plan_cache_mode = force_generic_plan").ConfigureAwait(false);
            var types = question.Types.Length == 0 ? "" : $"({await NamesAsync(question.Types).ConfigureAwait(false)})";
            await RunAsync($"PREPARE seawall_estimate {types} AS {sql}").ConfigureAwait(false);
            var count = Convert.ToInt32(await ValueAsync("SELECT coalesce(cardinality(parameter_types), 0) FROM pg_prepared_statements WHERE name = 'seawall_estimate'").ConfigureAwait(false), CultureInfo.InvariantCulture);
            var values = count == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("NULL", count))})";
            var plan = (string)(await ValueAsync($"EXPLAIN (FORMAT JSON) EXECUTE seawall_estimate{values}").ConfigureAwait(false))!;
            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
            return Read(plan);

            async Task RunAsync(string text)
            {
                await using var command = new NpgsqlCommand(text, connection, transaction);
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            async Task<object?> ValueAsync(string text)
            {
                await using var command = new NpgsqlCommand(text, connection, transaction);
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }

            async Task<string> NamesAsync(string oids) => (string)(await ValueAsync(
                $"SELECT string_agg(CASE WHEN o = 0 THEN 'unknown' ELSE format_type(o, NULL) END, ', ' ORDER BY n) FROM unnest('{{{oids}}}'::oid[]) WITH ORDINALITY t(o, n)").ConfigureAwait(false))!;
        }
        catch (Exception e) when (e is NpgsqlException or JsonException or KeyNotFoundException or InvalidOperationException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Cost and rows of a plan; of one that changes rows, the rows it finds to change.</summary>
    internal static Estimate Read(string plan)
    {
        using var document = JsonDocument.Parse(plan);
        var root = document.RootElement[0].GetProperty("Plan");
        var cost = root.GetProperty("Total Cost").GetDouble();
        var rows = root.GetProperty("Plan Rows").GetDouble();
        if (root.GetProperty("Node Type").GetString() == "ModifyTable" && root.TryGetProperty("Plans", out var below) && below.GetArrayLength() > 0)
            rows = Math.Max(rows, below[0].GetProperty("Plan Rows").GetDouble());
        return new Estimate(cost, rows);
    }

    // One statement of a kind that EXECUTE can explain, without the semicolon behind it; anything else is not put to a server at all.
    private static string? Single(string sql)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        var analyzer = new StatementAnalyzer();
        analyzer.Analyze(bytes);
        if (analyzer.StatementCount != 1 || analyzer.IsUnterminated || analyzer.Kind is not (StatementKind.Select or StatementKind.Insert or StatementKind.Update or StatementKind.Delete))
            return null;
        var lexer = new SqlLexer(bytes);
        var end = bytes.Length;
        while (lexer.Next(out var token))
        {
            if (token.Kind == SqlTokenKind.Semicolon)
            {
                end = token.Start;
                break;
            }
        }
        return Encoding.UTF8.GetString(bytes, 0, end);
    }

    private static string ConnectionString(Upstream upstream, StatementEstimates.Question question)
    {
        var colon = upstream.Address.LastIndexOf(':');
        return new NpgsqlConnectionStringBuilder
        {
            Host = upstream.Address[..colon].Trim('[', ']'),
            Port = int.Parse(upstream.Address.AsSpan(colon + 1), CultureInfo.InvariantCulture),
            Database = question.Database,
            Username = question.Login,
            Password = question.Password,
            ApplicationName = "seawall-estimates",
            MaxPoolSize = 1,
            ConnectionIdleLifetime = 30,
            ConnectionPruningInterval = 10,
            Timeout = Patience,
            CommandTimeout = Patience,
            SslMode = SslMode.Disable,
        }.ConnectionString;
    }
}
