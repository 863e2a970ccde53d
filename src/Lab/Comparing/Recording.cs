using Seawall.Lab.Replay;

namespace Seawall.Lab.Comparing;

/// <summary>Opens what a run is recorded to or compared with.</summary>
internal static class Recording
{
    /// <summary>Null when neither is asked for; throws <see cref="InvalidDataException"/> or <see cref="FileNotFoundException"/> for a recording that does not fit.</summary>
    public static RecordedRun? Open(ReplayOptions options, ReplayPlan plan, TargetCatalog catalog, TimeProvider time)
    {
        if (options.Record is { } record)
        {
            return new RunRecorder(OutcomeFile.Create(record, plan.Identity, plan.Manifest.Statements, catalog.Server, time.GetUtcNow()));
        }

        return options.Compare is { } compare
            ? new RunComparer(OutcomeFile.Open(compare, plan.Identity, plan.Manifest.Statements), DigestRule.All(plan.Manifest, catalog), plan.Manifest.Order == "object")
            : null;
    }
}
