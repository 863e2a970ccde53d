using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Seawall.Gate.Interception;

/// <summary>Keeps what was learned in a small file beside the statistics, written every minute and at the end and read at the start. A file that is not whole is passed over: it is learned anew.</summary>
internal sealed class CostKeeper(string file, CostTable costs, TimeProvider time) : IAsyncDisposable
{
    private const int Version = 1;
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public static string Beside(string statsFile) => statsFile + ".costs";

    /// <summary>Reads the file, if there is one, and keeps it from now on.</summary>
    public void Start()
    {
        Restore();
        _running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Keep();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(s_interval, time);
        while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            Keep();
    }

    private void Keep()
    {
        List<Kept> all = [];
        costs.Read(cost =>
        {
            if (cost.Normal.IsKnown)
                all.Add(new Kept(cost.Business, cost.Fingerprint.ToString("x16", CultureInfo.InvariantCulture), cost.Normal.Micros, cost.Normal.Samples, cost.Rows, cost.Bytes, cost.Uses));
        });
        try
        {
            string next = file + ".next";
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(new Whole(Version, all)));
            File.Move(next, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next minute tries again; what is learned stays in memory.
        }
    }

    private void Restore()
    {
        try
        {
            if (!File.Exists(file) || JsonSerializer.Deserialize<Whole>(File.ReadAllBytes(file)) is not { Version: Version } whole)
                return;
            foreach (Kept kept in whole.Costs)
            {
                if (!ulong.TryParse(kept.Fingerprint, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong fingerprint) || kept.Calls < NormalCost.ToKnow)
                    continue;
                ulong key = CostTable.KeyOf(fingerprint, XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(kept.Business)));
                costs.Restore(key, kept.Business, fingerprint, NormalCost.Of(kept.Micros, kept.Calls), kept.Rows, kept.Bytes, kept.Uses);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Half written by a machine that went down: learned anew.
        }
    }

    private sealed record Whole(int Version, IReadOnlyList<Kept> Costs);

    private sealed record Kept(string Business, string Fingerprint, double Micros, int Calls, float Rows, float Bytes, int Uses);
}
