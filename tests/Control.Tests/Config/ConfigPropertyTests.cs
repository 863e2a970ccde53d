using FsCheck;
using FsCheck.Fluent;
using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.History;

namespace Seawall.Control.Tests.Config;

/// <summary>What must hold of any sequence of publishes and undos; FsCheck prints the seed of a failure.</summary>
public sealed class ConfigPropertyTests
{
    private static readonly FsCheck.Config Rounds = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(16);

    // Six keys, three values and none, so that steps meet on the same keys.
    private static readonly Gen<WantedChange> Change =
        from key in Gen.Choose(0, 5)
        from value in Gen.Choose(0, 3)
        from expected in Gen.Choose(-12, 12)
        select new WantedChange($"item/test/k{key}", value == 0 ? null : $$"""{"value": {{value}} }""", expected < 0 ? null : expected);

    private static readonly Gen<WantedChange[]> Publish = from changes in Change.NonEmptyListOf() select changes.DistinctBy(change => change.Key).ToArray();

    [Fact]
    public void The_store_agrees_with_a_model_in_values_revisions_conflicts_and_digests() => Prop.ForAll(Publish.ListOf().ToArbitrary(), async publishes =>
    {
        using var folder = new StoreFolder();
        var (model, revision) = (new Dictionary<string, ConfigEntry>(), 0L);
        foreach (var changes in publishes)
        {
            var conflicts = changes.Where(change => change.Expected is { } expected && expected != (model.GetValueOrDefault(change.Key)?.Revision ?? 0)).Select(change => change.Key).ToArray();
            var differs = changes.Where(change => model.GetValueOrDefault(change.Key)?.Value != change.Value).ToArray();
            var outcome = await folder.SetAsync(changes);
            if (conflicts.Length > 0)
            {
                Assert.Equal(conflicts, Assert.IsType<PublishOutcome.Conflicted>(outcome).Conflicts.Select(conflict => conflict.Key));
                continue;
            }
            revision += differs.Length > 0 ? 1 : 0;
            foreach (var change in differs)
            {
                if (change.Value is null)
                    model.Remove(change.Key);
                else
                    model[change.Key] = new ConfigEntry(change.Key, change.Value, revision);
            }
            Assert.Equal(new PublishOutcome.Published(revision), outcome);
        }
        folder.Reopen();
        var expectedSnapshot = ConfigSnapshot.Of(revision, model.Values);
        Assert.Equal(expectedSnapshot.Digest, folder.Current.Digest);
        Assert.Equal(expectedSnapshot.Entries.Values, folder.Current.Entries.Values);
    }).Check(Rounds);

    [Fact]
    public void Undoing_the_last_revision_restores_every_byte_and_rolling_back_reaches_any_revision() => Prop.ForAll(
        (from publishes in Publish.NonEmptyListOf() from target in Gen.Choose(0, 1_000) select (publishes, target)).ToArbitrary(), async sample =>
        {
            using var folder = new StoreFolder();
            var history = new ConfigHistory(folder.Store);
            var texts = new List<string> { Text(folder.Current) };
            foreach (var changes in sample.publishes)
            {
                var before = folder.Current.Revision;
                await folder.SetAsync([.. changes.Select(change => change with { Expected = null })]);
                if (folder.Current.Revision > before)
                    texts.Add(Text(folder.Current));
            }
            if (texts.Count == 1)
                return;
            var undo = (await history.UndoOfAsync(folder.Current.Revision, default))!;
            await folder.SetAsync([.. undo.Changes]);
            Assert.Empty(undo.Kept);
            Assert.Equal(texts[^2], Text(folder.Current));
            var target = sample.target % texts.Count;
            var patch = (await history.RollbackToAsync(target, null, default))!;
            if (patch.Changes.Count > 0)
                await folder.SetAsync([.. patch.Changes]);
            var past = (await history.AtAsync(target, default))!;
            Assert.Equal((texts[target], texts[target]), (Text(folder.Current), Text(past)));
        }).Check(Rounds);

    [Fact]
    public void Undoing_any_revision_puts_back_what_nobody_touched_since_and_keeps_the_rest() => Prop.ForAll(
        (from publishes in Publish.NonEmptyListOf() from target in Gen.Choose(0, 1_000) select (publishes, target)).ToArbitrary(), async sample =>
        {
            using var folder = new StoreFolder();
            var history = new ConfigHistory(folder.Store);
            foreach (var changes in sample.publishes)
                await folder.SetAsync([.. changes.Select(change => change with { Expected = null })]);
            if (folder.Current.Revision == 0)
                return;
            var number = 1 + (sample.target % folder.Current.Revision);
            var all = await history.RevisionsAsync(long.MaxValue, 1_000, null, default);
            var (revision, before) = (all.Single(one => one.Number == number), folder.Current);
            var touchedLater = all.Where(one => one.Number > number).SelectMany(one => one.Changes).Select(change => change.Key).ToHashSet();
            var patch = (await history.UndoOfAsync(number, default))!;
            if (patch.Changes.Count > 0)
                await folder.SetAsync([.. patch.Changes]);
            foreach (var key in before.Entries.Keys.Union(revision.Changes.Select(change => change.Key)))
                Assert.Equal(revision.Changes.FirstOrDefault(change => change.Key == key) is { } change && !touchedLater.Contains(key) ? change.Before : before[key], folder.Current[key]);
        }).Check(Rounds);

    private static string Text(ConfigSnapshot snapshot) => string.Join('\n', snapshot.Entries.Values.Select(entry => $"{entry.Key} {entry.Value}"));
}
