using System.Text.Json;

namespace Seawall.Kernel.Faults;

/// <summary>
/// The folder <c>{home}/faults</c>: <c>{id}.json</c> is a lease, <c>{id}.orders</c> what processes do meanwhile, <c>{id}.state</c> what was done,
/// <c>stopped</c> the lever. Every file is replaced atomically.
/// </summary>
public sealed class FaultFolder(string path)
{
    public const string LeaseSuffix = ".json";
    public const string OrdersSuffix = ".orders";

    public string Path => path;

    /// <summary>While it is there, no lease holds and none is given.</summary>
    public string Lever => System.IO.Path.Combine(path, "stopped");

    public bool IsStopped => File.Exists(Lever);

    public string FileOf(string id, string suffix) => System.IO.Path.Combine(path, id + suffix);

    /// <summary>What this process is to do now, by the orders whose leases hold.</summary>
    public OwnFaults Read(string process, long nowMs)
    {
        if (!Directory.Exists(path) || IsStopped)
        {
            return OwnFaults.None;
        }
        OwnFaults own = OwnFaults.None;
        foreach (string file in Directory.EnumerateFiles(path, "*" + OrdersSuffix))
        {
            string id = System.IO.Path.GetFileNameWithoutExtension(file);
            if (TryRead(FileOf(id, LeaseSuffix), OrdersJson.Default.LeaseTimes)?.Clock is { } clock && clock.Holds(nowMs)
                && TryRead(file, OrdersJson.Default.FaultOrders) is { } orders)
            {
                own = own.With(orders, process);
            }
        }
        return own;
    }

    public void WriteOrders(string id, FaultOrders orders) => Write(FileOf(id, OrdersSuffix), JsonSerializer.SerializeToUtf8Bytes(orders, OrdersJson.Default.FaultOrders));

    /// <summary>Replaces a file of the folder at once, so that no reader sees half of it.</summary>
    public void Write(string file, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(path);
        string draft = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}.{Environment.ProcessId}.new");
        File.WriteAllBytes(draft, content);
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>What a file of the folder holds; null when it is gone or can't be read.</summary>
    public static T? TryRead<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), type) : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
