using System.Globalization;
using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>
/// Real loss by the kernel's packet filter (nft(8)): a table of its own for each lease that drops a share of the packets to and from one port of the loopback.
/// It needs root and the program <c>nft</c>.
/// </summary>
internal static class PacketFilter
{
    public static string TableOf(string lease) => "seawall_" + lease.Replace('-', '_');

    /// <summary>False where this machine lets nobody filter packets; nothing is left then.</summary>
    public static async Task<bool> TryDropAsync(string table, int port, double percent, CancellationToken ct)
    {
        int perTenThousand = (int)Math.Round(percent * 100);
        string rules = string.Create(CultureInfo.InvariantCulture, $$"""
            table inet {{table}} {
              chain in {
                type filter hook input priority 0;
                iif lo tcp dport {{port}} numgen random mod 10000 < {{perTenThousand}} drop
                iif lo tcp sport {{port}} numgen random mod 10000 < {{perTenThousand}} drop
              }
            }
            """);
        return await RunAsync(rules, ct).ConfigureAwait(false);
    }

    /// <summary>Throws when the table is still there.</summary>
    public static async Task DeleteAsync(string table, CancellationToken ct)
    {
        if (!await RunAsync($"delete table inet {table}", ct).ConfigureAwait(false) && await RunAsync($"list table inet {table}", ct).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"the table {table} of the packet filter can't be deleted; `nft delete table inet {table}` does it");
        }
    }

    private static async Task<bool> RunAsync(string script, CancellationToken ct)
    {
        try
        {
            return (await Tool.RunAsync(["nft", script], null, ct).ConfigureAwait(false)).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
