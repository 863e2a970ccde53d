using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Rules;
using Seawall.Gate.Statistics;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Interception.Estimates;

/// <summary>
/// The servers' own estimates of statements, by <c>EXPLAIN</c> on a side connection and never by running them: cached per fingerprint, login, database and
/// <see cref="ParameterClass"/>, asked in the background, one at a time and so many a second at each server. A statement that is met first has none yet; the next of its class has.
/// </summary>
internal sealed class StatementEstimates : IEstimates, IAsyncDisposable
{
    /// <summary>Estimates kept at once.</summary>
    public const int Most = 8_192;

    /// <summary>Texts longer than this are not estimated.</summary>
    public const int LongestText = 64 * 1024;

    private const int MostAsked = 64;
    private const long Holds = 600_000_000;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<Upstream, Channel<Question>> _questions = [];
    private readonly Func<string, string, string?>? _passwordOf;
    private readonly EstimateCache _cache = new(Most);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _asking = [];
    private readonly TimeProvider _time;
    private long _asked;
    private long _failed;

    /// <param name="routes">The servers.</param>
    /// <param name="passwordOf">The password of a login at a database; null for those in whose name nothing may be asked. Without it nothing is ever estimated.</param>
    /// <param name="time">Paces the questions.</param>
    public StatementEstimates(RouteTable routes, Func<string, string, string?>? passwordOf, TimeProvider time)
    {
        (_passwordOf, _time) = (passwordOf, time);
        if (passwordOf is null)
            return;
        foreach (var upstream in routes.All)
        {
            var questions = Channel.CreateBounded<Question>(new BoundedChannelOptions(MostAsked) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
            _questions.Add(upstream, questions);
            _asking.Add(AskAsync(upstream, questions.Reader));
        }
    }

    /// <summary>Questions put to servers.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Questions a server did not answer: no right, a time-out, parameters whose types it could not tell.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public int Count => _cache.Count;

    /// <summary>
    /// What the server expects of the statement; false while that is not known, and it is asked for in the background then. Only SELECT, INSERT, UPDATE and DELETE are, one to a text,
    /// in the name of a login whose password is known. A prepared statement is by the text of its Parse, which a gate holds that captures.
    /// </summary>
    public bool TryGet(in StatementCall call, out double cost, out double rows)
    {
        (cost, rows) = (0, 0);
        var info = call.Statement.Info;
        if (_questions.Count == 0 || info.Fingerprint == 0 || info.Kind is not (StatementKind.Select or StatementKind.Insert or StatementKind.Update or StatementKind.Delete))
            return false;
        var sql = call.Sql.IsEmpty ? call.Statement.Sql.Span : call.Sql;
        if (sql.IsEmpty || call.Statement.IsCut || sql.Length > LongestText)
            return false;
        var key = KeyOf(info, call.Session.Login, call.Session.Database, sql);
        var known = _cache.Find(key);
        if (known is null || call.NowMicros >= known.UntilMicros)
            Ask(key, known, call, sql);
        if (known?.Value is not { } value)
            return false;
        (cost, rows) = (value.Cost, value.Rows);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private static ulong KeyOf(StatementInfo info, Name login, Name database, ReadOnlySpan<byte> sql) =>
        CostTable.KeyOf(CostTable.KeyOf(CostTable.KeyOf(info.Fingerprint, login.Hash), database.Hash), ParameterClass.Of(sql));

    private void Ask(ulong key, EstimateCache.Known? known, in StatementCall call, ReadOnlySpan<byte> sql)
    {
        _cache.Add(key, new EstimateCache.Known(known?.Value, call.NowMicros + Holds));
        var (login, database) = (call.Session.Login.Text, call.Session.Database.Text);
        if (_passwordOf!(login, database) is not { } password)
            return;
        var question = new Question(key, login, password, database, Encoding.UTF8.GetString(sql), TypesOf(call.Statement.ParameterTypes.Span), call.NowMicros + Holds);
        if (!_questions[call.Upstream].Writer.TryWrite(question))
            _cache.Forget(key);
    }

    private async Task AskAsync(Upstream upstream, ChannelReader<Question> questions)
    {
        await foreach (var question in questions.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
        {
            Interlocked.Increment(ref _asked);
            var estimate = await Explainer.TryExplainAsync(upstream, question, _stopping.Token).ConfigureAwait(false);
            if (estimate is null)
                Interlocked.Increment(ref _failed);
            _cache.Add(question.Key, new EstimateCache.Known(estimate, question.UntilMicros));
            await Task.Delay(s_between, _time, _stopping.Token).ConfigureAwait(false);
        }
    }

    private static string TypesOf(ReadOnlySpan<byte> oids)
    {
        var types = new StringBuilder();
        for (; oids.Length >= 4; oids = oids[4..])
            types.Append(types.Length > 0 ? "," : "").Append(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(oids).ToString(CultureInfo.InvariantCulture));
        return types.ToString();
    }

    /// <param name="Types">Object ids of the parameter types the client named, by commas; empty for none.</param>
    internal sealed record Question(ulong Key, string Login, string Password, string Database, string Sql, string Types, long UntilMicros);
}
