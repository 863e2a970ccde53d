namespace Seawall.Gate.Tracking;

/// <summary>What a statement that succeeds does to the session's transaction.</summary>
internal enum Effect : byte
{
    None,
    Begins,
    Ends,
}
