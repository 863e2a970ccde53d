using Seawall.Alerts.Desk;
using Seawall.Alerts.Outlets;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The watchdog's alerting, put together: a desk of its own over the last good policy, and the courier that prefers the control center.</summary>
internal sealed class WatchdogAlerting : IDisposable
{
    private readonly OutletSender _sender;
    private readonly SignalPost _post;

    public WatchdogAlerting(SiteTopology topology, SeawallHome home, Secrets secrets, TimeProvider time, Action<string> say)
    {
        AlertFolder folder = AlertFiles.Of(home);
        var policy = new LastGoodPolicy(folder.Policy, Say);
        var control = new DeskFile(folder.Control);
        _sender = new OutletSender(new OutletSurroundings { Time = time, Logs = home.Logs, Secret = AlertFiles.Secrets(home) });
        _post = new SignalPost(ConsoleLink.Addresses(topology), ConfigCenter.Token(secrets), time);
        var desk = new AlertDesk(new DeskOptions
        {
            Name = ServiceSignals.Source,
            File = new DeskFile(folder.Watchdog),
            Policy = () => policy.Current,
            Send = _sender.SendAsync,
            Time = time,
            // Retries only need to differ from machine to machine.
            Chance = new Random(Environment.ProcessId),
            Say = Say,
            DeliveredElsewhere = id => control.Peek().Journal.Any(delivery => delivery.Id == id && delivery.Outcome == DeliveryOutcome.Delivered),
            Link = AlertFiles.Link(topology),
            Host = Environment.MachineName,
        });
        Courier = new WatchdogCourier(new CourierOptions
        {
            Desk = desk,
            Folder = folder,
            Hand = _post.TryAsync,
            Pack = new DiagnosisBundle(folder.Bundles, home).Write,
            Control = topology.Console?.Name ?? "",
            Time = time,
            Say = Say,
        });

        void Say(string line) => say("alerts: " + line);
    }

    public WatchdogCourier Courier { get; }

    public void Dispose()
    {
        _sender.Dispose();
        _post.Dispose();
    }
}
