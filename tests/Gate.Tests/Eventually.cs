namespace Seawall.Gate.Tests;

/// <summary>Waits for something that happens elsewhere; says what was waited for and what was last seen when it does not.</summary>
internal static class Eventually
{
    public static async Task<T> BecomesAsync<T>(Func<T> look, Func<T, bool> wanted, string what) =>
        await BecomesAsync(() => Task.FromResult(look()), wanted, what);

    public static async Task<T> BecomesAsync<T>(Func<Task<T>> look, Func<T, bool> wanted, string what)
    {
        DateTime limit = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            T seen = await look();
            if (wanted(seen))
                return seen;
            if (DateTime.UtcNow > limit)
                throw new TimeoutException($"Not within 60 s: {what}; last seen {seen}.");
            await Task.Delay(10);
        }
    }
}
