using Seawall.Alerts.Outlets;

namespace Seawall.Alerts.Tests.Outlets;

/// <summary>A message and a sender with secrets.</summary>
internal static class Sending
{
    public static readonly DateTimeOffset At = new(2026, 11, 11, 0, 0, 5, TimeSpan.FromHours(8));

    public static AlertMessage Message(string summary = "trade 停了", string key = "process:trade") => new(
        "0123456789abcdef0123456789abcdef", MessageKind.Firing, "hook", "process", "trade team", At,
        [new Alert { Key = key, Incident = key + "@1", Severity = Severity.Critical, Summary = summary, Owner = "trade team", Plan = "restart \"it\" & wait", Group = "process", Since = At, Detail = "last\nwords" }])
    {
        Host = "site",
    };

    public static async Task<Attempt> SendAsync(Outlet outlet, AlertMessage? message = null, string logs = "/nowhere")
    {
        using var sender = new OutletSender(new OutletSurroundings { Time = TimeProvider.System, Logs = logs, Secret = name => name == "known" ? "s3cr&t" : null });
        return await sender.SendAsync(outlet, message ?? Message(), CancellationToken.None);
    }
}
