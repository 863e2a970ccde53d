using Seawall.Kernel;
using Seawall.Lab.Http;

namespace Seawall.Lab.Tests.Http;

/// <summary>The ramp against a server whose knee is known: 1/R = service time, four in parallel, p99 explodes at 1000 a second.</summary>
public sealed class RampRulesTests
{
    private const long Slo = 200_000;

    [Theory]
    [InlineData(1000)]
    [InlineData(37)]
    [InlineData(150_000)]
    public void The_knee_is_found_within_six_percent(double knee)
    {
        List<HttpStep> steps = Run(knee, (_, step) => step);
        Interval capacity = RampRules.Capacity(steps)!.Value;
        Assert.True(capacity.Contains(knee), $"{capacity} after {steps.Count} steps");
        Assert.InRange(capacity.High / capacity.Low, 1, 1.07);
        Assert.InRange(steps.Count, 6, 22);
    }

    [Fact]
    public void One_bad_step_far_below_the_knee_is_tried_again()
    {
        bool once = true;
        List<HttpStep> steps = Run(1000, (next, step) =>
        {
            bool bad = once && next.PerSecond < 700;
            once &= !bad;
            return bad ? step with { Passed = false, CorrectedP99Micros = 900_000 } : step;
        });
        Assert.True(RampRules.Capacity(steps)!.Value.Contains(1000));
    }

    [Fact]
    public void A_generator_that_gives_out_ends_the_ramp_with_what_was_carried()
    {
        List<HttpStep> steps = Run(1000, (next, step) => next.PerSecond > 700 ? step with { Passed = false, Valid = false, GeneratorCpu = 0.9 } : step);
        Assert.Equal("generator", HttpRamp.LimitOf(steps).Resource);
        Assert.InRange(RampRules.Capacity(steps)!.Value.Low, 500, 700);
    }

    [Fact]
    public void A_server_that_never_passes_has_no_capacity()
    {
        List<HttpStep> steps = Run(1000, (_, step) => step with { Passed = false, Errors = (long)step.PerSecond });
        Assert.Null(RampRules.Capacity(steps));
    }

    [Theory]
    [InlineData(0.49, 0.5, 0.3, 0.6, "cpu", "0.49 of the 0.5 cores it may use")]
    [InlineData(0.97, 2.0, 0.95, 0.6, "cpu", "one thread of the server's process was busy 95%")]
    [InlineData(0.60, 2.0, 0.3, 0.97, "cpu", "this machine's processors were 97% busy")]
    [InlineData(0.20, 2.0, 0.1, 0.4, "outside", "processors were left (40% busy")]
    public void What_gave_way_is_named_with_its_evidence(double cores, double allowed, double thread, double machine, string resource, string evidence)
    {
        HttpStep failed = Step(1000, 900, 0, 900_000) with { ServerCores = cores, ServerCoresAllowed = allowed, ServerBusiestThread = thread, MachineCpu = machine, ServerCpuMicros = 500 };
        var limit = HttpRamp.LimitOf([Step(500, 500, 0, 1000) with { Passed = true }, failed]);
        Assert.Equal(resource, limit.Resource);
        Assert.Contains(evidence, limit.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, 990, 0, 150_000, null)]
    [InlineData(1000, 990, 0, 250_000, "p99 250 ms is over 200 ms")]
    [InlineData(1000, 990, 50, 1000, "2.5% errors")]
    [InlineData(1000, 900, 0, 1000, "answered 900 of 1000 a second")]
    public void A_step_is_judged_by_what_users_would_see(double offered, double answered, long errors, long p99, string? fault) =>
        Assert.Equal(fault, RampRules.Fault(Step(offered, answered, errors, p99), Slo));

    private static List<HttpStep> Run(double knee, Func<RampStep, HttpStep, HttpStep> change)
    {
        var steps = new List<HttpStep>();
        while (RampRules.Next(steps, 64, Slo) is { } next)
        {
            Assert.True(steps.Count < 40, "the ramp does not end");
            HttpStep step;
            if (next.Concurrency is { } concurrency)
            {
                double rate = Math.Min(concurrency * knee / 4, knee);
                step = Step(null, rate, 0, (long)(concurrency / rate * 1e6)) with { Concurrency = concurrency, MeanMicros = concurrency / rate * 1e6 };
            }
            else
            {
                bool passes = next.PerSecond <= knee;
                step = Step(next.PerSecond, Math.Min(next.PerSecond!.Value, knee), 0, passes ? 20_000 : 800_000) with { Passed = passes };
            }

            steps.Add(change(next, step));
        }

        return steps;
    }

    private static HttpStep Step(double? offered, double answered, long errors, long p99) => new()
    {
        Interface = "one",
        Concurrency = 4,
        OfferedPerSecond = offered,
        PerSecond = answered,
        Seconds = 2,
        MeanMicros = 4000,
        P50Micros = 4000,
        P99Micros = p99,
        CorrectedP99Micros = p99,
        Errors = errors,
        Dropped = 0,
        LittleError = 0,
        GeneratorCpu = 0.1,
        LatenessP99Micros = 100,
        Valid = true,
        Passed = false,
    };
}
