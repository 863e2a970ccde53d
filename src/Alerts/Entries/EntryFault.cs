namespace Seawall.Alerts.Entries;

/// <summary>What is wrong with an entry, at which place in it: <c>labels.process</c>, <c>escalate[1].after</c>, or empty for the whole.</summary>
public sealed record EntryFault(string Path, string Message);
