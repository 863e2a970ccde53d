using Seawall.Client.Config;
using Seawall.Client.Switches.Flags;
using Seawall.Control.Config;

namespace Seawall.Control.Dial;

/// <summary>What a move of the dial comes to: changes that go out as one revision, and the switches left as somebody else set them.</summary>
/// <param name="Kept">Going down: switches that were changed by hand since the step; they stay as they are. Going up: switches that have no on and off.</param>
public sealed record DialMove(int From, int To, IReadOnlyList<WantedChange> Changes, IReadOnlyList<string> Kept)
{
    /// <summary>The switches among the changes.</summary>
    public IEnumerable<WantedChange> Switches => Changes.Where(change => change.Key != DialState.Key);

    /// <summary>Up to a level, however far; one entry a step on the stack, so that the way back has all of them.</summary>
    public static DialMove Up(ConfigSnapshot config, Ladder ladder, int to, string by, string reason, DateTimeOffset now)
    {
        var state = DialState.Of(config);
        var (steps, next, kept) = (state.Steps.ToList(), new SortedDictionary<string, string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        for (var level = state.Level + 1; level <= to; level++)
        {
            var changed = new List<DialChange>();
            foreach (var entry in config.Under(ConfigKeys.Switch))
            {
                var stands = next.GetValueOrDefault(entry.Key) ?? entry.Value;
                if (GradeOf(entry) is not { } grade || ladder.ShedAt(level, grade) is not { IsNobody: false } shed)
                    continue;
                var after = Shedding.TurnOff(stands, shed);
                if (after is null)
                    kept.Add(entry.Key);
                if (after is null || after == stands)
                    continue;
                changed.Add(new DialChange(entry.Key, stands, DialChange.ProofOf(after)));
                next[entry.Key] = after;
            }
            steps.Add(new DialStep(level, now, by, reason, changed));
        }
        return new DialMove(state.Level, Math.Max(to, state.Level), Together(config, next.Select(one => (one.Key, one.Value)), new DialState(steps)), [.. kept]);
    }

    /// <summary>One level down: what the last step changed is put back byte for byte, but for what was changed by hand since.</summary>
    public static DialMove Down(ConfigSnapshot config)
    {
        var state = DialState.Of(config);
        if (state.Level == 0)
            return new DialMove(0, 0, [], []);
        var undone = state.Steps[^1].Changed.ToLookup(change => change.Stands(config[change.Key]));
        return new DialMove(
            state.Level, state.Level - 1, Together(config, undone[true].Select(change => (change.Key, change.Before)), new DialState([.. state.Steps.SkipLast(1)])), [.. undone[false].Select(change => change.Key)]);
    }

    private static IReadOnlyList<WantedChange> Together(ConfigSnapshot config, IEnumerable<(string Key, string Value)> switches, DialState next) =>
        [.. switches.Select(one => Change(config, one.Key, one.Value)), Change(config, DialState.Key, next.Write())];

    private static WantedChange Change(ConfigSnapshot config, string key, string? value) => new(key, value, config.Entries.GetValueOrDefault(key)?.Revision ?? 0);

    // G0 has no cell on any ladder; what has no grade, or cannot be read, the dial leaves alone.
    private static Client.Switches.Grade? GradeOf(ConfigEntry entry) =>
        FlagReader.TryRead(entry.Key[ConfigKeys.Switch.Length..], entry.Value, out var flag, out _) && flag is not null ? flag.Metadata.Grade : null;
}
