using System.Runtime.CompilerServices;
using Seawall.Gate.Tests.Fuzz;
using Xunit.Abstractions;

namespace Seawall.Gate.Tests;

/// <summary>A few seconds of what <c>bench/Fuzz</c> does at length, and every input that once broke something.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Kept => [.. Directory.GetFiles(Corpus(), "*.hex").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Malformed_messages_break_nothing_leave_nothing_and_reach_nobody_else()
    {
        int seed = Environment.TickCount & 0xFFFFF;
        output.WriteLine($"seed {seed}");

        FuzzOutcome outcome = await FuzzRun.RunAsync(inProcess: 60_000, live: 8_000, seed, output.WriteLine);

        output.WriteLine($"{outcome}");
        Assert.True(outcome.MessagesInProcess >= 60_000 && outcome.MessagesLive >= 8_000 && outcome.Survivors > 0 && outcome.WitnessAnswers > 0, $"{outcome}");
        Assert.Equal("", outcome.LastFault);
        Assert.Empty(outcome.Disagreements);
        Assert.Equal((0, 0, 0, 0), (outcome.SessionsLeft, outcome.SourcesLeft, outcome.BlocksLeft, outcome.PooledObjectsLeft));
        Assert.Equal(outcome.ServerSessionsBefore, outcome.ServerSessionsAfter);
        Assert.Equal(outcome.WitnessAnswers, outcome.WitnessCallsCounted);
    }

    /// <summary>One message a line, in hexadecimal; behind two blanks what it says.</summary>
    [Theory]
    [MemberData(nameof(Kept))]
    public async Task What_once_led_the_tracker_astray_no_longer_does(string file)
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        byte[][] script = [.. File.ReadLines(Path.Combine(Corpus(), file)).Select(line => Convert.FromHexString(line.Split(' ')[0]))];
        LiveFuzz fuzz = new(seed: 1, fixture.Port, fixture.Postgres.User, fixture.Postgres.Password, "test");

        Assert.Null(await fuzz.ReplayAsync(script));
        Assert.Equal(1, fuzz.Survivors);
    }

    private static string Corpus([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Corpus");
}
