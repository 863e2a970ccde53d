using Seawall.Gate.Tests.Fuzz;

namespace Seawall.FuzzBench;

/// <summary>Malformed messages and broken SQL texts, as many as asked. Exit code 0 when nothing broke and nothing was left.</summary>
internal static class MessagesBench
{
    public static async Task<int> RunAsync(long count, int seed)
    {
        FuzzOutcome messages = await FuzzRun.RunAsync(count, count, seed, Console.Error.WriteLine);
        SqlFuzzOutcome sql = SqlFuzz.Run(count, seed);
        Console.Error.WriteLine($"{sql.Texts} SQL texts, {sql.Seconds} s");
        await Results.KeepAsync("fuzz.json", $"--messages {count} --seed {seed}", new { Messages = messages, Sql = sql });
        return messages.IsClean ? 0 : 1;
    }
}
