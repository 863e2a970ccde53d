namespace Seawall.Cli;

/// <summary>One buyer of the check.</summary>
internal sealed class DoorBuyer
{
    public string? Ticket { get; set; }

    /// <summary>The place in line; 0 for who went straight in.</summary>
    public long Number { get; set; }

    public int Asked { get; set; }

    public bool IsIn { get; set; }

    public bool HasFailed { get; set; }

    /// <summary>The moment of hearing that nothing is left; 0 for never.</summary>
    public long KnewAt { get; set; }
}
