using Seawall.Client.Doors;

namespace Seawall.Client.Tests;

/// <summary>A room by a clock that stands, with its journal in a folder of its own; it can be killed and started again.</summary>
internal sealed class RoomBench : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"seawall-door-{Guid.NewGuid():N}", "room.queue");

    public RoomBench(string rules)
    {
        Rules = Parse(rules);
        Room = Open();
    }

    public ManualClock Clock { get; } = new();

    public RoomRules Rules { get; private set; }

    public Room Room { get; private set; }

    public long JournalBytes => new FileInfo(_path).Length;

    public static RoomRules Parse(string rules)
    {
        var parsed = RoomRules.Parse("door/rush", rules, out var faults);
        Assert.Empty(faults);
        return parsed!;
    }

    public void Publish(string rules) => Room.Update(Rules = Parse(rules));

    /// <summary>Ends the process as <c>kill -9</c> does: what the journal has is all that is left.</summary>
    public void Kill()
    {
        var bytes = ReadShared();
        Room.Dispose();
        File.WriteAllBytes(_path, bytes);
        Room = Open();
    }

    /// <summary>Ends it in order and starts it again.</summary>
    public void Restart()
    {
        Room.Dispose();
        Room = Open();
    }

    public RoomAnswer Poll(long number, bool isPass = false) => Room.Poll(new DoorTicket(isPass, Room.Epoch, number, 0));

    public void Dispose()
    {
        Room.Dispose();
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    private byte[] ReadShared()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private Room Open() => new(Rules, RoomJournal.Open(_path, out var entries), entries, Clock);
}
