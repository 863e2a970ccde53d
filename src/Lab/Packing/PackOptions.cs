namespace Seawall.Lab.Packing;

/// <summary>What must keep its order when units run at once.</summary>
public enum OrderMode : byte
{
    /// <summary>Only the statements inside one unit.</summary>
    Unit,

    /// <summary>Also units that touch the same table when one of them writes it.</summary>
    Object,

    /// <summary>Also the units of one session.</summary>
    Session,
}

/// <summary>How a log is packed.</summary>
public sealed record PackOptions
{
    /// <summary>Lanes prepared, one connection each at the replay; 1 to 4096.</summary>
    public int Lanes { get; init; } = 128;

    /// <summary>Units whose captured starts lie in the same window may change places.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    public OrderMode Order { get; init; } = OrderMode.Unit;

    /// <summary>The database whose statements are packed; unset: the one with the most statements.</summary>
    public string? Database { get; init; }

    /// <summary>The <c>log_line_prefix</c> of stderr logs; unset: found by itself.</summary>
    public string? LinePrefix { get; init; }

    public IEnumerable<string> Faults()
    {
        if (Lanes is < 1 or > 4096)
        {
            yield return $"--lanes: must be 1..4096, was {Lanes}";
        }

        if (Window <= TimeSpan.Zero || Window > TimeSpan.FromDays(1))
        {
            yield return $"--window: must be above 0 and at most 1d, was {Window}";
        }
    }
}
