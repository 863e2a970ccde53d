using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Alerts.Outlets;
using Seawall.Watchdog;

namespace Seawall.Cli.Tests.Alerting;

/// <summary>A control center and a watchdog over one folder and one outlet, in made-up time; either can die and come back.</summary>
internal sealed class TwoDesks : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("seawall-desks-");
    private readonly Clock _clock = new();
    private AlertDesk? _control;
    private AlertDesk _desk;

    public TwoDesks()
    {
        Folder = new AlertFolder(_root.FullName);
        Beat();
        (_control, _desk, Courier) = (Desk("control", Folder.Control, Folder.Watchdog), null!, null!);
        StartWatchdog();
    }

    public AlertFolder Folder { get; }

    public WatchdogCourier Courier { get; private set; }

    /// <summary>What the outlet got, each as <c>Kind key+key</c>, in order.</summary>
    public List<string> Arrived { get; } = [];

    public List<string> Ids { get; } = [];

    public bool OutletWorks { get; set; } = true;

    /// <summary>True while the control center takes signals but is too slow to say so.</summary>
    public bool AnswersTooLate { get; set; }

    public bool BeatsGoOn { get; set; } = true;

    public DeskState? Control => _control?.Current;

    public DeskState Watchdog => _desk.Current;

    public DateTimeOffset Now => _clock.Now;

    public void KillControl() => _control = null;

    public void StartControl() => _control = Desk("control", Folder.Control, Folder.Watchdog);

    public void StartWatchdog()
    {
        _desk = Desk("watchdog", Folder.Watchdog, Folder.Control);
        Courier = new WatchdogCourier(new CourierOptions
        {
            Desk = _desk,
            Folder = Folder,
            Hand = (signals, _) =>
            {
                _control?.Take(signals);
                return Task.FromResult(_control is not null && !AnswersTooLate);
            },
            Pack = _ => "",
            Control = "control",
            Time = _clock,
            Say = _ => { },
        });
    }

    public Task TroubleAsync(string service, ServiceTrouble trouble) =>
        Courier.TakeAsync(new ServiceEvent(service, trouble, _clock.Now, $"{service} {trouble}", ""), CancellationToken.None);

    /// <summary>Moves on, in quarters of a second; the courier catches up once a second.</summary>
    public async Task PassAsync(double seconds)
    {
        for (var step = 0; step < seconds * 4; step++)
        {
            _clock.Now += TimeSpan.FromSeconds(0.25);
            if (_control is not null && BeatsGoOn)
                Beat();
            if (step % 4 == 3)
                await Courier.CatchUpAsync(CancellationToken.None);
            foreach (var desk in new[] { _control, _desk })
            {
                desk?.Tick(CancellationToken.None);
                await (desk?.IdleAsync() ?? Task.CompletedTask);
            }
        }
    }

    public void Dispose() => _root.Delete(recursive: true);

    private void Beat() => Heartbeat.Write(Folder.Heartbeat, _clock.Now);

    private AlertDesk Desk(string name, string file, string other) => new(new DeskOptions
    {
        Name = name,
        File = new DeskFile(file),
        Policy = () => new AlertPolicy { Outlets = [new LogOutlet { Name = "log" }] },
        Time = _clock,
        Chance = new Random(1),
        Say = _ => { },
        DeliveredElsewhere = id => new DeskFile(other).Peek().Journal.Any(delivery => delivery.Id == id && delivery.Outcome == DeliveryOutcome.Delivered),
        Send = (_, message, _) =>
        {
            if (!OutletWorks)
                return Task.FromResult(Attempt.Failed("closed"));
            Arrived.Add($"{message.Kind} {string.Join('+', message.Alerts.Select(alert => alert.Key))}");
            Ids.Add(message.Id);
            return Task.FromResult(Attempt.Done);
        },
    });

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 11, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
