using System.Diagnostics;
using Seawall.Client.Config;

namespace Seawall.Control.Tests.Push;

/// <summary>A disk that takes no more, on a real full file system where this machine lets the tests mount one.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-full-");
    private bool _mounted;

    private string Filler => Path.Combine(_folder.FullName, "filler");

    // Under a file there is no folder, so that nothing can be written there either.
    private DirectoryInfo State => new(Path.Combine(_mounted ? _folder.FullName : Filler, "state"));

    [Fact]
    public async Task A_service_works_on_without_a_disk_says_so_and_keeps_its_config_again_when_there_is_room()
    {
        await using var node = await PushHost.StartAsync();
        await node.PublishAsync(("item/shop/a", "{\"value\":1}"));
        await using var service = await ServiceHost.StartAsync(State, null, node.Address);

        await service.UntilAsync("the fault is told", s => s.Standing is { Revision: 1, Connected: true, FileFault: not null });
        await node.PublishAsync(("item/shop/a", "{\"value\":2}"));
        await service.UntilAsync("the next revision is in force", s => s.Standing is { Revision: 2, Source: ConfigSource.Center, KeptRevision: null });
        await Eventually.HoldsAsync("it is acknowledged", () => node.Instances.Look().AtHead == 1, () => node.Instances.Look().Summary);
        Assert.Contains("cannot be kept: ", service.Standing.Summary, StringComparison.Ordinal);
        Assert.True(!_mounted || service.Standing.FileFault!.Contains("No space left", StringComparison.Ordinal), service.Standing.FileFault);

        File.Delete(Filler);
        await service.UntilAsync("it is kept", s => s.Standing is { KeptRevision: 2, FileFault: null });
    }

    public async Task InitializeAsync()
    {
        _mounted = OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", _folder.FullName) == 0;
        if (!_mounted)
        {
            await File.WriteAllTextAsync(Filler, "a file, not a folder");
            return;
        }
        Directory.CreateDirectory(State.FullName);
        await using var filler = new FileStream(Filler, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                filler.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public async Task DisposeAsync()
    {
        if (_mounted)
            await RunAsync("umount", _folder.FullName);
        _folder.Delete(recursive: true);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
