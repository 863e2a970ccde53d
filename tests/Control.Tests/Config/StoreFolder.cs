using Seawall.Client.Config;
using Seawall.Control.Config;

namespace Seawall.Control.Tests;

/// <summary>A folder with a config store, which may be closed and opened again.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-config-");

    public StoreFolder() => Store = Open();

    public string Path => System.IO.Path.Combine(_folder.FullName, "config.db");

    public SqliteConfigStore Store { get; private set; }

    public ConfigSnapshot Current => Store.Current;

    public SqliteConfigStore Open(LiveConfig? live = null) => new(Path, TimeProvider.System, live);

    public void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    public Task<PublishOutcome> SetAsync(params WantedChange[] changes) => Store.PublishAsync(Request(changes), CancellationToken.None);

    public static PublishRequest Request(params WantedChange[] changes) => new() { Actor = "ann", Reason = "a test", Changes = changes };

    public static WantedChange Item(string name, int value, long? expected = null) => new($"item/test/{name}", $$"""{"value":{{value}}}""", expected);

    public void Dispose()
    {
        Store.Dispose();
        _folder.Delete(recursive: true);
    }
}
