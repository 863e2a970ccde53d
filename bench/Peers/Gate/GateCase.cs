using System.Globalization;

namespace Seawall.Peers.Gate;

/// <summary>The protocol pgbench speaks (simple, extended, prepared) and how many clients it has.</summary>
internal sealed record GateCase(string Mode, int Clients)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Mode}/{Clients}");
}
