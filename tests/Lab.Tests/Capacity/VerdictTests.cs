using Seawall.Kernel;
using Seawall.Lab.Capacity;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Tests;

/// <summary>Knee and limit from steps as they might have been measured.</summary>
public sealed class VerdictTests
{
    private static readonly TimeSpan _slo = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void The_knee_is_the_last_step_within_the_latency_limit_when_that_comes_first()
    {
        KneeReport knee = Knee(Step(1, 100, p99: 10), Step(2, 200, p99: 20), Step(4, 390, p99: 90), Step(8, 700, p99: 160));
        Assert.Equal((4, 390), (knee.Concurrency, knee.PerSecond.Value));
        Assert.Equal("the last step with p99 within 100 ms and errors within 1%", knee.Reason);
    }

    [Fact]
    public void Too_many_errors_of_the_load_end_a_step_like_too_much_latency() =>
        Assert.Equal(2, Knee(Step(1, 100), Step(2, 200), Step(4, 390, errors: 100), Step(8, 700, errors: 200)).Concurrency);

    [Fact]
    public void The_knee_is_the_first_step_that_fills_a_resource_and_gains_nothing_after()
    {
        // At one lane the processor is at 92 % already, but two lanes still get a quarter more out of it.
        KneeReport knee = Knee(Step(1, 580, cores: 0.92), Step(2, 735, cores: 0.99), Step(4, 750, cores: 1), Step(8, 745, cores: 1));
        Assert.Equal(2, knee.Concurrency);
        Assert.Equal("from here on the server used 99% of its processor (1 processors)", knee.Reason);
    }

    [Fact]
    public void A_step_that_does_not_count_is_no_knee() =>
        Assert.Equal(4, Knee(Step(1, 100), Step(2, 200), Step(4, 400), Step(8, 900, generator: 0.8)).Concurrency);

    [Fact]
    public void A_rate_that_fails_the_limit_lowers_the_knee_that_closed_steps_found()
    {
        KneeReport knee = Knee(Step(1, 100), Step(2, 200), Step(4, 400), Open(200, p99: 20), Open(300, p99: 60), Open(360, p99: 250));
        Assert.Equal(300, knee.PerSecond.Value);
        Assert.Equal("the highest rate offered that keeps p99 within 100 ms from the intended start", knee.Reason);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(9, 4)]
    public void The_limit_is_looked_for_where_statements_can_be_in_each_others_way(double knee, double shown) => Assert.Equal(
        shown,
        LimitFinder.At([Step(1, 400), Step(2, 390), Step(4, 380)], new KneeReport { Concurrency = knee, PerSecond = Interval.Exactly(400), Reason = "" })!.Step.Concurrency);

    [Fact]
    public void Without_any_valid_step_there_is_no_knee() => Assert.Equal("no step was valid", Knee(Step(1, 100, generator: 0.9)).Reason);

    [Theory]
    [InlineData(0.95, 0.2, 0.0, 0.0, 0.1, "cpu")]
    [InlineData(0.95, 0.2, 0.0, 0.0, 0.8, "generator")]
    [InlineData(0.50, 0.1, 0.5, 0.0, 0.1, "locks")]
    [InlineData(0.30, 0.1, 0.0, 0.6, 0.1, "io")]
    [InlineData(0.30, 0.3, 0.0, 0.0, 0.1, "outside")]
    [InlineData(0.30, 0.8, 0.0, 0.0, 0.1, "none")]
    public void The_limit_is_what_was_full_or_took_the_time(double used, double cpu, double locks, double io, double generator, string resource)
    {
        MeasuredStep step = Step(4, 400, cores: used, generator: generator, time: new TimeShares { Cpu = cpu, Locks = locks, Io = io, Internal = 0, Outside = 1 - cpu - locks - io, Samples = 100 });
        Assert.Equal(resource, LimitFinder.Find(step, [], Manifest).Resource);
    }

    [Fact]
    public void Lanes_that_wait_for_one_row_of_each_other_make_it_hot_and_a_stranger_s_lock_does_not()
    {
        var time = new TimeShares { Cpu = 0.2, Locks = 0.8, Io = 0, Internal = 0, Outside = 0, Samples = 100 };
        LimitReport hot = LimitFinder.Find(Step(8, 400, cores: 0.2, time: time, waits: Waits("id = 7", byLane: true)), [], Manifest);
        LimitReport held = LimitFinder.Find(Step(8, 400, cores: 0.2, time: time, waits: Waits("id = 7", byLane: false)), [], Manifest);
        Assert.Equal(("hot-row", "locks"), (hot.Resource, held.Resource));
        Assert.Equal("80% of the statements' time went into waiting for locks, 100% of it by one statement, on row id = 7 of items; held by another lane (active): COMMIT", hot.Evidence);
        Assert.Equal("update items set stock = stock - ? where id = ?", hot.Sql);
    }

    [Fact]
    public void Demand_is_what_was_used_divided_by_what_was_done()
    {
        MeasuredStep step = Step(4, 400, cores: 0.8);
        DigestDemand demand = Assert.Single(Demands.Of(step, Manifest));

        // 0.8 cores ÷ 400 a second.
        Assert.Equal(2000, demand.CpuMicros, 6);
        Assert.Equal((400, 1.0), (demand.PerSecondAtKnee, demand.ShareOfLimit));
    }

    [Fact]
    public void The_page_gives_the_answer_its_evidence_and_every_step()
    {
        var report = new CapacityReport
        {
            At = DateTimeOffset.UnixEpoch,
            Database = "main",
            Target = "127.0.0.1:5433/testsite",
            Interrupted = false,
            Steps = [Step(1, 100).Step, Step(2, 190).Step, Step(4, 350).Step, Step(8, 500).Step, Open(300, p99: 60).Step],
            Usl = Usl.Fit([new(1, 100), new(2, 190), new(4, 350), new(8, 500)]),
            Knee = new KneeReport { Concurrency = 8, PerSecond = new Interval(480, 500, 520), Reason = "the most of all steps, with 8 in flight; up to 8 were tried" },
            Limit = new LimitReport { Resource = "hot-row", Evidence = "80% of the statements' time went into waiting for locks", Sql = "update items <b>", Share = 0.8 },
            Demands = Demands.Of(Step(8, 500), Manifest),
            LoggedPeakPerSecond = 100,
            Multiple = new Interval(4.8, 5, 5.2),
            Notes = ["a note"],
        };
        Assert.Equal("This database carries 5.0 times the log's peak second with the same mix, limited by a hot row; interval [4.8, 5.2].", CapacityAnswer.Of(report));
        string html = CapacityPage.Of(report).ToHtml();
        Assert.Contains("update items &lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Equal(6, html.Split("<svg").Length - 1);
        Assert.Contains("a note", html, StringComparison.Ordinal);
    }

    private static readonly Manifest Manifest = Packed();

    private static Manifest Packed()
    {
        using PackedFolder packed = PackedFolder.Pack(CsvLines.Statement("duration: 1.000 ms  statement: UPDATE items SET stock = stock - 1 WHERE id = 7"));
        return packed.Manifest;
    }

    private static KneeReport Knee(params MeasuredStep[] steps) => KneeFinder.Find(steps, null, _slo, 0.01);

    private static List<LockWait> Waits(string row, bool byLane) =>
    [
        .. Enumerable.Range(0, 20).Select(_ => new LockWait
        {
            Fingerprint = Manifest.Digests[0].Fingerprint, Relation = "items", Row = row, IsRowLock = true, BlockedByLane = byLane, Blocker = byLane ? "another lane (active): COMMIT" : "a session that is no lane (idle in transaction): SELECT",
        }),
    ];

    private static MeasuredStep Open(double rate, double p99) => Step(4, rate, p99: p99, offered: rate);

    private static MeasuredStep Step(
        double lanes, double rate, double p99 = 10, long errors = 0, double cores = 0.1, double generator = 0.1, double? offered = null, TimeShares? time = null, List<LockWait>? waits = null)
    {
        var activity = new ActivitySamples { Looks = 100 };
        activity.Locks.AddRange(waits ?? []);
        StepVerdict verdict = StepRules.Judge(lanes, rate, lanes / rate * 1e6, generator);
        var step = new CapacityStep
        {
            Concurrency = lanes,
            OfferedPerSecond = offered,
            PerSecond = rate,
            Seconds = 5,
            MeanMicros = lanes / rate * 1e6,
            P50Micros = 1000,
            P99Micros = (long)(p99 * 1000),
            CorrectedP99Micros = (long)(p99 * 1000),
            Errors = errors,
            Dropped = 0,
            LittleError = verdict.LittleError,
            GeneratorCpu = generator,
            Time = time ?? new TimeShares { Cpu = 0.9, Io = 0, Locks = 0, Internal = 0, Outside = 0.1, Samples = 100 },
            Valid = verdict.Valid,
            Why = verdict.Why,
        };
        var counts = StepCounts.Of(seconds: 5, generator, [(long)(rate * 5)], [lanes * 5e6]);
        return new MeasuredStep(step, counts, new TargetUse(cores, cores, 0, 0, 0.5, 0, activity), new CpuAllowance(1, "1 processors", null));
    }
}
