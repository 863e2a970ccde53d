using System.Diagnostics.Metrics;

namespace Seawall.Client.Doors;

/// <summary>What the front door does, by room: meter <c>Seawall.Doors</c>.</summary>
internal static class DoorFigures
{
    public const string MeterName = "Seawall.Doors";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Polls = Meter.CreateCounter<long>("seawall.door.polls", "{request}", "Requests of buyers who wait.");
    private static readonly Counter<long> Joins = Meter.CreateCounter<long>("seawall.door.joins", "{ticket}", "Tickets handed out.");
    private static readonly Counter<long> Served = Meter.CreateCounter<long>("seawall.door.served", "{buyer}", "Buyers let in.");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("seawall.door.refused", "{request}", "Tickets that were worth nothing, tickets denied, and why.");

    private static readonly string[] Reasons = ["none", "forged", "foreign", "expired", "lapsed"];

    public static void Polled(string room) => Polls.Add(1, Tag(room));

    public static void Joined(string room) => Joins.Add(1, Tag(room));

    public static void LetIn(string room) => Served.Add(1, Tag(room));

    public static void Refuse(string room, string reason) => Refused.Add(1, Tag(room), new("seawall.reason", reason));

    /// <summary>The word for a reason, as metrics and answers have it.</summary>
    public static string Word(Refusal refusal) => Reasons[(int)refusal];

    /// <summary>Shows how the rooms stand.</summary>
    public static Meter Watch(LiveDoors doors)
    {
        var meter = new Meter(MeterName);
        meter.CreateObservableGauge("seawall.door.waiting", () => Of(doors, room => room.Waiting), "{buyer}", "Numbers handed out and not called yet.");
        meter.CreateObservableGauge("seawall.door.inside", () => Of(doors, room => (long)room.Inside), "{buyer}", "Passes that are good.");
        meter.CreateObservableGauge("seawall.door.admitted", () => Of(doors, room => room.Admitted), "{buyer}", "Buyers let in since the queue began.");
        meter.CreateObservableGauge("seawall.door.rate", () => Of(doors, room => room.PerSecond), "{buyer}/s", "Turns a second, as estimates go by.");
        meter.CreateObservableGauge("seawall.door.estimate", () => Of(doors, room => room.PerSecond > 0 ? room.Waiting / room.PerSecond : 0), "s", "How long the last one in the queue waits at this rate.");
        meter.CreateObservableGauge("seawall.door.over", () => Of(doors, room => room.IsOver ? 1 : 0), description: "1 while the room says that nothing is left.");
        meter.CreateObservableGauge("seawall.door.unkept", () => Of(doors, room => room.IsUnkept ? 1 : 0), description: "1 while the disk does not take what happens in the room.");
        meter.CreateObservableCounter("seawall.door.lapsed", () => Of(doors, room => room.Lapsed), "{buyer}", "Buyers who were called and did not come.");
        return meter;
    }

    private static KeyValuePair<string, object?> Tag(string room) => new("seawall.room", room);

    private static IEnumerable<Measurement<T>> Of<T>(LiveDoors doors, Func<Room, T> read)
        where T : struct =>
        doors.Current.Select(door => new Measurement<T>(read(door.Room), Tag(door.Room.Rules.Name)));
}
