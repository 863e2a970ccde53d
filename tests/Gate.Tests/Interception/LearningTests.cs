using System.Globalization;
using Seawall.Gate.Interception;

namespace Seawall.Gate.Tests.Interception;

/// <summary>What is learned of statements while servers are well and while they are not.</summary>
public sealed class LearningTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(100)]
    public async Task A_slow_server_makes_no_fast_statement_slow_and_no_slow_one_fast(int times)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using var bench = await StageBench.OpenAsync("""{"mode":"warn","share":1}""");
        var core = Enumerable.Range(1, 12).Select(n => (Statement: bench.Statement((ulong)n), Micros: 500 + random.Next(8_000))).ToArray();
        var fast = Enumerable.Range(100, 12).Select(n => (Statement: bench.Statement((ulong)n), Micros: 1_000 + random.Next(49_000))).ToArray();
        var slow = Enumerable.Range(200, 4).Select(n => (Statement: bench.Statement((ulong)n), Micros: 400_000 + random.Next(3_000_000))).ToArray();
        var unseen = Enumerable.Range(300, 4).Select(n => (Statement: bench.Statement((ulong)n), Micros: 1_000 + random.Next(20_000))).ToArray();

        Run(seconds: 30, pace: 1, known: true);
        Assert.Equal(0, bench.Server.Level);
        Run(seconds: 120, pace: times, known: false);
        if (times >= 5)
            Assert.Equal(Decisions.MostLevel, bench.Server.Level);
        AllAsTheyWere();
        Run(seconds: 60, pace: 1, known: false);
        Assert.Equal(0, bench.Server.Level);
        AllAsTheyWere();

        void Run(int seconds, double pace, bool known)
        {
            for (var tick = 0; tick < seconds * 50; tick++)
            {
                bench.NowMicros += 20_000;
                Call("trade", core);
                Call("trade", core);
                Call("reviews", fast);
                if (tick % 10 == 0)
                    Call("batch", slow);
                if (!known && tick % 5 == 0)
                    Call("reviews", unseen);
            }

            void Call(string business, (Tracking.StatementText Statement, int Micros)[] from)
            {
                var (statement, micros) = from[random.Next(from.Length)];
                bench.Complete(business, statement, (long)(micros * pace * (0.8 + (random.NextDouble() * 0.6))));
            }
        }

        void AllAsTheyWere()
        {
            foreach (var (statement, micros) in fast.Concat(unseen))
                Assert.True(bench.Look("reviews", statement).NormalMs < 100, Said("reviews", statement, micros));
            foreach (var (statement, micros) in core)
                Assert.InRange(bench.Look("trade", statement).NormalMs, micros / 2000.0, micros * 2.5 / 1000);
            foreach (var (statement, micros) in slow)
                Assert.True(bench.Look("batch", statement).NormalMs > 100, Said("batch", statement, micros));
        }

        string Said(string business, Tracking.StatementText statement, int micros) =>
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {business} {statement.Info.Fingerprint} takes {micros / 1000.0} ms and passes for {bench.Look(business, statement).NormalMs}");
    }

    [Fact]
    public async Task A_statement_that_really_grows_slow_is_found_out_and_one_that_recovers_is_forgiven()
    {
        using var bench = await StageBench.OpenAsync();
        var report = bench.Statement("select 1 from report");
        bench.Learn("batch", report, 20_000);
        Assert.InRange(bench.Look("batch", report).NormalMs, 19, 21);
        bench.Learn("batch", report, 900_000, 200);
        Assert.InRange(bench.Look("batch", report).NormalMs, 400, 901);
        bench.Learn("batch", report, 10_000, 200);
        Assert.InRange(bench.Look("batch", report).NormalMs, 9, 11);
    }

    [Fact]
    public async Task A_server_that_stays_slower_becomes_the_normal()
    {
        using var bench = await StageBench.OpenAsync();
        var core = bench.Statement("select price from trade.item");
        bench.Learn("trade", core, 2_000, 100);
        bench.Press(core, 12_000);
        for (var i = 0; i < 60 * 60 * 20 && bench.Server.Level > 0; i++)
        {
            bench.NowMicros += 50_000;
            bench.Complete("trade", core, 12_000);
        }
        Assert.Equal(0, bench.Server.Level);
        Assert.InRange(bench.NowMicros / 1_000_000, 120, 3_000);
    }

    [Fact]
    public void A_million_statements_that_come_once_do_not_push_out_those_that_come_again()
    {
        var costs = new CostTable(4_096);
        var names = new Statistics.NameTable();
        var batch = names.Of("batch");
        var once = new Statistics.StatementInfo(1, Postgres.Sql.StatementKind.Select, "once", []);
        var kept = Enumerable.Range(1, 200).Select(n => (ulong)n * 7_919).ToArray();
        long now = 0;
        foreach (var fingerprint in kept)
        {
            for (var i = 0; i < 20; i++)
                Learn(fingerprint, 300_000);
        }
        for (ulong n = 1; n <= 1_000_000; n++)
            Learn((n << 20) + 3, 50);

        foreach (var fingerprint in kept)
            Assert.InRange(costs.Look(CostTable.KeyOf(fingerprint, batch.Hash), now).NormalMs, 299, 301);
        var known = 0;
        costs.Read(_ => known++);
        Assert.InRange(known, 201, 4_096);

        void Learn(ulong fingerprint, long micros)
        {
            now += 100;
            costs.Learn(CostTable.KeyOf(fingerprint, batch.Hash), batch, once, MathF.Log2(micros), 0, true, micros, 1, 10, now);
        }
    }

    [Fact]
    public async Task What_was_learned_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("seawall-costs-");
        try
        {
            var file = Path.Combine(folder.FullName, "gate.db.costs");
            using var first = await StageBench.OpenAsync();
            var report = first.Statement("select count(*) from a, b");
            first.Learn("batch", report, 750_000);
            await using (new CostKeeper(file, first.Stage.Costs, TimeProvider.System))
            {
            }

            using var second = await StageBench.OpenAsync();
            await using (var keeper = new CostKeeper(file, second.Stage.Costs, TimeProvider.System))
                keeper.Start();
            Assert.True(second.Look("batch", report).IsKnown);
            Assert.InRange(second.Look("batch", report).NormalMs, 749, 751);

            await File.WriteAllTextAsync(file, "{\"Version\":1,\"Costs\":[{");
            using var third = await StageBench.OpenAsync();
            await using (var keeper = new CostKeeper(file, third.Stage.Costs, TimeProvider.System))
                keeper.Start();
            Assert.False(third.Look("batch", report).IsKnown);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
