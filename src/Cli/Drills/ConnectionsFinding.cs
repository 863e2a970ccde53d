namespace Seawall.Cli;

/// <summary>What a storm of connections of one business met.</summary>
/// <param name="Business">Who stormed.</param>
/// <param name="Gates">How many gates there are.</param>
/// <param name="Cap">Sessions that a gate lets the business have.</param>
/// <param name="Opened">Connections that were opened.</param>
/// <param name="Admitted">Those that were let on to the server's questions.</param>
/// <param name="Refused">Those that were told 53300.</param>
/// <param name="Cut">Those that were closed without a word, or heard nothing.</param>
/// <param name="Told">What the refused were told.</param>
/// <param name="Core">Who logged in meanwhile.</param>
/// <param name="CoreLogins">How often.</param>
/// <param name="CoreFailed">How many of these failed.</param>
/// <param name="CoreWorstMs">The slowest, in milliseconds.</param>
/// <param name="Restored">Whether the business had no session more than before at the end.</param>
internal sealed record ConnectionsFinding(
    string Business, int Gates, int Cap, int Opened, int Admitted, int Refused, int Cut, string Told, string Core, int CoreLogins, int CoreFailed, int CoreWorstMs, bool Restored)
{
    /// <summary>Whether the cap held for everyone, and everyone was told so.</summary>
    public bool CapHeld => Refused > 0 && Cut == 0 && Admitted <= Cap * Gates;

    /// <summary>Whether all is as promised.</summary>
    public bool Passed => CapHeld && CoreFailed == 0 && CoreLogins > 0 && Restored;
}
