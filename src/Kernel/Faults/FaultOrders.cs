using System.Text.Json.Serialization;

namespace Seawall.Kernel.Faults;

/// <summary>What processes of the site do themselves while a lease holds: dial a link elsewhere, shift their clock. The file <c>{id}.orders</c> beside the lease.</summary>
public sealed record FaultOrders
{
    /// <summary>Stands for every process of the site.</summary>
    public const string Everyone = "*";

    public IReadOnlyList<LinkOrder> Links { get; init; } = [];

    public IReadOnlyList<ClockOrder> Clocks { get; init; } = [];
}

/// <summary><paramref name="Process"/> dials <paramref name="ProxyPort"/> of this machine instead of <paramref name="Host"/>:<paramref name="Port"/>.</summary>
public sealed record LinkOrder(string Process, string Host, int Port, int ProxyPort)
{
    /// <summary>In place of a port: the address is dialled itself, but by new connections, since the way behind it is another.</summary>
    public const int Anew = -1;
}

/// <summary>The clock of <paramref name="Process"/> is off by so much.</summary>
public sealed record ClockOrder(string Process, double OffsetSeconds);

/// <summary>All that a process needs of a lease file: whether it holds.</summary>
internal sealed record LeaseTimes(LeaseClock? Clock);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FaultOrders))]
[JsonSerializable(typeof(LeaseTimes))]
internal sealed partial class OrdersJson : JsonSerializerContext;
