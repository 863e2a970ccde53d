using Seawall.Alerts.Desk;
using Seawall.Alerts.Outlets;

namespace Seawall.Alerts.Tests.Desk;

/// <summary>A desk with outlets that answer as told, over a file that outlives it.</summary>
internal sealed class DeskSite : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-desk-");

    public SetClock Clock { get; } = new();

    public AlertPolicy Policy { get; set; } = new() { Outlets = [new LogOutlet { Name = "log" }] };

    /// <summary>What arrived, each as <c>outlet Kind keys</c>, in order.</summary>
    public List<string> Arrived { get; } = [];

    public List<string> Ids { get; } = [];

    public List<string> Said { get; } = [];

    /// <summary>How an outlet answers; delivered when unset.</summary>
    public Func<Outlet, AlertMessage, Attempt> Answer { get; set; } = (_, _) => Attempt.Done;

    public Func<string, bool> Elsewhere { get; set; } = _ => false;

    public string FilePath => Path.Combine(_folder.FullName, "alerts", "desk");

    public AlertDesk Open(Func<bool>? leads = null) => new(new DeskOptions
    {
        Name = "control",
        File = new DeskFile(FilePath),
        Policy = () => Policy,
        Time = Clock,
        Chance = new Random(1),
        Leads = leads ?? (() => true),
        Say = Said.Add,
        DeliveredElsewhere = id => Elsewhere(id),
        Send = (outlet, message, _) =>
        {
            var answer = Answer(outlet, message);
            if (answer.Delivered)
            {
                Arrived.Add($"{outlet.Name} {message.Kind} {string.Join('+', message.Alerts.Select(alert => alert.Key))}");
                Ids.Add(message.Id);
            }
            return Task.FromResult(answer);
        },
    });

    /// <summary>Moves the clock, looking every quarter of a second.</summary>
    public async Task ToAsync(AlertDesk desk, double seconds)
    {
        for (var end = Clock.Now.AddSeconds(seconds); Clock.Now < end; Clock.Now = Clock.Now.AddSeconds(0.25))
        {
            desk.Tick(CancellationToken.None);
            await desk.IdleAsync();
        }
    }

    public AlertSignal Signal(string key, bool firing = true) => new(key, firing, Clock.Now, key, "ops", "look") { Source = "test" };

    public void Dispose() => _folder.Delete(recursive: true);
}
