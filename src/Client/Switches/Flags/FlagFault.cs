namespace Seawall.Client.Switches.Flags;

/// <summary>What is wrong with a flag, and where in its JSON: <c>targeting.if[0].in: …</c>.</summary>
public readonly record struct FlagFault(string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
