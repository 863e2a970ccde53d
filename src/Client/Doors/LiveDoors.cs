using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;

namespace Seawall.Client.Doors;

/// <summary>The waiting rooms of this process, as <c>door/{room}</c> says: a push changes rules and leaves queues as they are; a key that is taken away ends its queue.</summary>
public sealed partial class LiveDoors : IDisposable
{
    private readonly DirectoryInfo? _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveDoors> _log;
    private readonly Dictionary<string, Door> _known = new(StringComparer.Ordinal);
    private readonly IDisposable _subscription;
    private readonly Meter _meter;
    private volatile Door[] _current = [];

    public LiveDoors(LiveConfig config, SeawallServiceOptions options, TimeProvider clock, ILogger<LiveDoors> log)
    {
        (_clock, _log) = (clock, log);
        _folder = options.State is { } state ? new DirectoryInfo(Path.Combine(state.FullName, "doors")) : null;
        _subscription = config.Subscribe(Apply);
        _meter = DoorFigures.Watch(this);
    }

    /// <summary>By name.</summary>
    internal IReadOnlyList<Door> Current => _current;

    /// <summary>Nothing is left of what a room is for: it is empty at once, and everybody who waits is told at the next poll. False without such a room.</summary>
    public bool SoldOut(string room)
    {
        if (Find(room) is not { } door)
            return false;
        door.Room.SellOut();
        LogSoldOut(_log, room);
        return true;
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _meter.Dispose();
        foreach (var door in _current)
            door.Room.Dispose();
    }

    internal Door? Find(string room) => Array.Find(_current, door => door.Room.Rules.Name == room);

    internal void Advance()
    {
        foreach (var door in _current)
            door.Room.Advance();
    }

    private void Apply(ConfigSnapshot snapshot)
    {
        var entries = snapshot.Under(ConfigKeys.Door).ToArray();
        foreach (var entry in entries)
        {
            if (_known.TryGetValue(entry.Key, out var known) && known.Json == entry.Value)
                continue;
            if (RoomRules.Parse(entry.Key, entry.Value, out var faults) is not { } rules)
                LogFaulty(_log, string.Join("; ", faults));
            else if (known is null)
                _known[entry.Key] = new Door(entry.Value, Open(rules), new WaitingPage(rules));
            else
            {
                known.Room.Update(rules);
                _known[entry.Key] = new Door(entry.Value, known.Room, new WaitingPage(rules));
            }
        }
        foreach (var gone in _known.Keys.Except(entries.Select(entry => entry.Key), StringComparer.Ordinal).ToArray())
        {
            _known.Remove(gone, out var ended);
            ended!.Room.Dispose();
            if (_folder is not null)
                File.Delete(FileOf(ended.Room.Rules.Name));
        }
        _current = [.. _known.OrderBy(door => door.Key, StringComparer.Ordinal).Select(door => door.Value)];
    }

    private Room Open(RoomRules rules)
    {
        if (_folder is null)
            return new Room(rules, RoomJournal.None(), [], _clock);
        try
        {
            var journal = RoomJournal.Open(FileOf(rules.Name), out var entries);
            return new Room(rules, journal, entries, _clock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A door that stands open would be worse than a queue that a restart forgets.
            LogUnkept(_log, rules.Name, e.Message);
            return new Room(rules, RoomJournal.None(), [], _clock);
        }
    }

    private string FileOf(string room) => Path.Combine(_folder!.FullName, room + ".queue");

    [LoggerMessage(1320, LogLevel.Error, "A pushed waiting room is faulty and the former stays in force: {Faults}")]
    private static partial void LogFaulty(ILogger log, string faults);

    [LoggerMessage(1322, LogLevel.Error, "The queue of the waiting room {Room} is in memory only, and ends with this process: {Why}. Make room, or give the folder back to its owner")]
    private static partial void LogUnkept(ILogger log, string room, string why);

    [LoggerMessage(1321, LogLevel.Warning, "The waiting room {Room} is emptied: nothing is left")]
    private static partial void LogSoldOut(ILogger log, string room);
}

/// <summary>A room with the text of its rules and the page of those who wait.</summary>
internal sealed record Door(string Json, Room Room, WaitingPage Page);
