namespace Seawall.Client.Hosting;

/// <summary>What a service says of itself when it joins.</summary>
public sealed record SeawallServiceOptions
{
    /// <summary>The name that callees see as their caller.</summary>
    public required string Name { get; init; }

    /// <summary>True where strangers connect: what they claim about role and caller is dropped and decided anew.</summary>
    public bool Edge { get; init; }
}
