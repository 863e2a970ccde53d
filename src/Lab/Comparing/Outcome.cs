namespace Seawall.Lab.Comparing;

/// <summary>What came of one statement at the replay; <paramref name="Rows"/> is -1 when its command counts none, <paramref name="Result"/> zero when rows are not summed.</summary>
internal readonly record struct Outcome(bool Ran, long Rows, ulong SqlState, ResultSum Result);
