using System.Diagnostics;

namespace Seawall.Peers.Storm;

/// <summary>A network of its own beside this one, joined by a link on which everything can be dropped without a word to either side (ip-netns(8), veth(4), nft(8)). Needs root.</summary>
internal sealed class Namespace : IAsyncDisposable
{
    private const string Here = "10.251.7.1";
    private readonly string _name = $"storm{Environment.ProcessId}";

    /// <summary>Where this side is reached from there.</summary>
    public string Address => Here;

    /// <summary>What runs a program there.</summary>
    public IReadOnlyList<string> Prefix => ["ip", "netns", "exec", _name];

    public static async Task<Namespace> StartAsync(CancellationToken ct)
    {
        Namespace made = new();
        string link = made._name;
        await RunAsync(ct, "netns", "add", link);
        await RunAsync(ct, "link", "add", link, "type", "veth", "peer", "name", "far", "netns", link);
        await RunAsync(ct, "addr", "add", $"{Here}/30", "dev", link);
        await RunAsync(ct, "link", "set", link, "up");
        await RunAsync(ct, "-n", link, "addr", "add", "10.251.7.2/30", "dev", "far");
        await RunAsync(ct, "-n", link, "link", "set", "far", "up");
        return made;
    }

    /// <summary>Nothing goes through any more, and nobody is told.</summary>
    public Task VanishAsync(CancellationToken ct) => RunAsync(
        ct, "netns", "exec", _name, "nft", "add table inet gone; add chain inet gone in { type filter hook input priority 0; policy drop; }; add chain inet gone out { type filter hook output priority 0; policy drop; }");

    public async ValueTask DisposeAsync()
    {
        await RunAsync(CancellationToken.None, "link", "del", _name);
        await RunAsync(CancellationToken.None, "netns", "del", _name);
    }

    private static async Task RunAsync(CancellationToken ct, params string[] words)
    {
        using Process ip = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true }) ?? throw new InvalidOperationException("ip could not be started");
        string said = await ip.StandardError.ReadToEndAsync(ct);
        await ip.WaitForExitAsync(ct);
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', words)}: {said.Trim()}");
    }
}
