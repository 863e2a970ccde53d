using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Kernel.Faults;
using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>The leases of a home, what is said of each, and the lever that ends them all.</summary>
public sealed class FaultFiles(SeawallHome home, TimeProvider time)
{
    /// <summary>How long a fault's process may take to undo it before the watchdog does.</summary>
    public static TimeSpan UndoneWithin { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it can be read that a fault is undone.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromMinutes(2);

    private const string StateSuffix = ".state";

    public FaultFolder Folder { get; } = new(home.Faults);

    /// <summary>Every lease that lies there, whether it holds or not, oldest first.</summary>
    public IReadOnlyList<FaultLease> Leases() => [.. Ids(FaultFolder.LeaseSuffix).Select(Find).OfType<FaultLease>().OrderBy(lease => lease.Clock.BegunMs)];

    public IReadOnlyList<FaultState> States() => [.. Ids(StateSuffix).Select(State).OfType<FaultState>()];

    public FaultLease? Find(string id) => FaultFolder.TryRead(Folder.FileOf(id, FaultFolder.LeaseSuffix), FaultJson.Default.FaultLease);

    public FaultState? State(string id) => FaultFolder.TryRead(Folder.FileOf(id, StateSuffix), FaultJson.Default.FaultState);

    /// <summary>Whether the fault may stand now.</summary>
    public bool Holds(FaultLease? lease) => lease is not null && !Folder.IsStopped && lease.Clock.Holds(MachineClock.NowMs(time));

    public void Put(FaultLease lease) => Folder.Write(Folder.FileOf(lease.Id, FaultFolder.LeaseSuffix), JsonSerializer.SerializeToUtf8Bytes(lease, FaultJson.Default.FaultLease));

    public void Put(FaultState state) => Folder.Write(Folder.FileOf(state.Id, StateSuffix), JsonSerializer.SerializeToUtf8Bytes(state, FaultJson.Default.FaultState));

    /// <summary>Gives the lease back: it holds no more.</summary>
    public void End(string id) => Delete(Folder.FileOf(id, FaultFolder.LeaseSuffix));

    public void EndOrders(string id) => Delete(Folder.FileOf(id, FaultFolder.OrdersSuffix));

    /// <summary>Takes away every file of a fault that is over.</summary>
    public void Forget(string id)
    {
        foreach (string file in Directory.Exists(Folder.Path) ? Directory.GetFiles(Folder.Path, id + ".*") : [])
        {
            File.Delete(file);
        }
    }

    /// <summary>Pulls the lever: every lease is over, and none is given until <see cref="Resume"/>.</summary>
    public void Stop(string actor, string reason) =>
        Folder.Write(Folder.Lever, JsonSerializer.SerializeToUtf8Bytes(new FaultStop(actor, reason, time.GetUtcNow()), FaultJson.Default.FaultStop));

    /// <summary>Who pulled the lever; null when it is not pulled.</summary>
    public FaultStop? Stopped() => !Folder.IsStopped ? null : FaultFolder.TryRead(Folder.Lever, FaultJson.Default.FaultStop) ?? new FaultStop("unknown", "", default);

    /// <summary>False when the lever was not pulled.</summary>
    public bool Resume()
    {
        bool was = Folder.IsStopped;
        Delete(Folder.Lever);
        return was;
    }

    private IEnumerable<string> Ids(string suffix) =>
        Directory.Exists(Folder.Path) ? Directory.EnumerateFiles(Folder.Path, "*" + suffix).Select(file => Path.GetFileNameWithoutExtension(file)) : [];

    private void Delete(string file)
    {
        if (Directory.Exists(Folder.Path))
        {
            File.Delete(file);
        }
    }
}

/// <summary>Who stopped all faults, why and when.</summary>
public sealed record FaultStop(string Actor, string Reason, DateTimeOffset At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FaultLease))]
[JsonSerializable(typeof(FaultState))]
[JsonSerializable(typeof(FaultStop))]
internal sealed partial class FaultJson : JsonSerializerContext;
