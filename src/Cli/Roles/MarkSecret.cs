using Seawall.Client.Calls;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The secret of this site's rehearsals: edges verify marks with it, and what sends marked load signs with it.</summary>
internal static class MarkSecret
{
    // A mark is for the runs of one day; tomorrow's are signed tomorrow.
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(12);

    public static string Of(Secrets secrets) => secrets.Password("site", "mark");

    /// <summary>The header's value for a rehearsal that begins now. Throws when the id is none.</summary>
    public static string Sign(string id, Secrets secrets, TimeProvider clock) =>
        Mark.IsId(id)
            ? Mark.Sign(id, clock.GetUtcNow() + _lifetime, Of(secrets))
            : throw new CommandException($"--mark: '{id}' is no mark; use 1..32 of a-z, 0-9 and '-'", ExitCode.Usage);
}
