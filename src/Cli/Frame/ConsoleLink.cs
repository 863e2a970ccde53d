using Seawall.Control.Operators;
using Seawall.Control.SignIn;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>Sign-in links of the site's console.</summary>
internal static class ConsoleLink
{
    /// <summary>What is printed here is kept in the system's journal, where a link has no place.</summary>
    public static bool IsLogged => Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    /// <summary>The secret that the console and its links share.</summary>
    public static string Secret(Secrets secrets) => secrets.Password(ProcessNode.ControlRole, "console");

    /// <summary>The console's address as a browser on this machine opens it; null when the site has no console.</summary>
    public static Uri? Address(SiteTopology topology) => topology.Console is not { } console ? null : Of(console);

    /// <summary>The addresses of all nodes of the control center, the console's first.</summary>
    public static IReadOnlyList<Uri> Addresses(SiteTopology topology) => [.. topology.Controls.Select(Of)];

    /// <summary>Where a process of this machine finds a node.</summary>
    public static Uri Of(ProcessNode node) => new($"http://{(node.Listen.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : node.Listen.Host)}:{node.Listen.Port}/");

    /// <summary>A fresh link that signs in once; null when the site has no console.</summary>
    public static Uri? Create(SiteTopology topology, SeawallHome home, Person person) => Address(topology) is not { } address ? null
        : new Uri(address, "sign-in/" + LoginLinks.Create(Secret(Secrets.In(home)), person, TimeProvider.System.GetUtcNow()));
}
