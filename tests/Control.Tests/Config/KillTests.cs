using System.Globalization;
using System.Text.Json;
using Seawall.Client.Config;

namespace Seawall.Control.Tests.Config;

/// <summary>Real processes that publish until they are killed, or until the disk takes no more.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_outlives_a_kill_in_mid_publish_and_nothing_is_half_there()
    {
        const int Seed = 511;
        var random = new Random(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            _folder.Store.Dispose();
            using var publisher = Publisher.Start(_folder.Path);
            var (acknowledged, patience) = (_folder.Current.Revision, random.Next(1, 40));
            for (var line = 0; line < patience; line++)
                acknowledged = await ReadAsync(publisher.StandardOutput);
            // Somewhere within the next publish.
            for (var spins = random.Next(20_000); spins > 0; spins--)
                Thread.SpinWait(10);
            publisher.Kill();
            while (await publisher.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { Length: > 0 } line)
                acknowledged = long.Parse(line, CultureInfo.InvariantCulture);
            await publisher.WaitForExitAsync().WaitAsync(Limit);
            _folder.Reopen();
            Assert.True(_folder.Current.Revision >= acknowledged, $"seed {Seed}, kill {kill}: revision {acknowledged} was acknowledged, {_folder.Current.Revision} is there");
            Whole(_folder.Current, $"seed {Seed}, kill {kill}");
        }
    }

    [Fact]
    public async Task A_full_disk_fails_the_publish_with_nothing_half_done_and_the_store_goes_on_when_there_is_room()
    {
        _folder.Store.Dispose();
        using (var publisher = Publisher.Start(_folder.Path, largestFile: 600))
        {
            string last = "";
            while (await publisher.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
                last = line;
            await publisher.WaitForExitAsync().WaitAsync(Limit);
            Assert.StartsWith("NotKept at ", last, StringComparison.Ordinal);
            _folder.Reopen();
            Assert.Equal("NotKept at " + _folder.Current.Revision.ToString(CultureInfo.InvariantCulture), last);
        }
        Assert.True(_folder.Current.Revision > 3, $"only {_folder.Current.Revision} revisions had room");
        Whole(_folder.Current, "a full disk");
        Assert.Equal(new Control.Config.PublishOutcome.Published(_folder.Current.Revision + 1), await _folder.SetAsync(StoreFolder.Item("more", 1)));
    }

    private static async Task<long> ReadAsync(StreamReader output)
    {
        var line = await output.ReadLineAsync().WaitAsync(Limit);
        return long.TryParse(line, CultureInfo.InvariantCulture, out var revision) ? revision : throw new InvalidOperationException($"the publisher said '{line}'");
    }

    private static void Whole(ConfigSnapshot snapshot, string when)
    {
        var numbers = snapshot.Entries.Values.Select(entry => JsonDocument.Parse(entry.Value).RootElement.GetProperty("value").GetProperty("number").GetInt64()).Distinct().ToArray();
        Assert.True(snapshot.Entries.Count == Publisher.Keys && numbers is [var only] && only == snapshot.Revision, $"{when}: revision {snapshot.Revision} holds {snapshot.Entries.Count} keys and the numbers {string.Join(", ", numbers)}");
    }
}
