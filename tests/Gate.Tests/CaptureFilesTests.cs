using System.Net;
using Seawall.Gate.Capturing;

namespace Seawall.Gate.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CaptureFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-captures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_oldest_captures_go_when_the_folder_is_full_and_the_newest_stays()
    {
        foreach (string name in (string[])["20260101-000000-1", "20260102-000000-1", "20260103-000000-1"])
            File.WriteAllBytes(Path.Combine(_folder, name + ".swc.gz"), new byte[60_000]);

        using (CaptureFiles files = new(Options(), TimeProvider.System))
            files.Write([], 0);

        string[] left = [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(2, left.Length);
        Assert.Equal("20260103-000000-1.swc.gz", left[0]);
        Assert.EndsWith(".swc.gz", left[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_total_below_one_file_is_refused() =>
        Assert.Equal(
            ["gate.captureTotalBytes: must be at least captureFileBytes, 65536, was 1000"],
            (Options() with { CaptureTotalBytes = 1000 }).Faults());

    private GateOptions Options() => new()
    {
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Upstreams = new Dictionary<string, string> { ["*"] = "127.0.0.1:5432" },
        CaptureDirectory = _folder,
        CaptureClear = true,
        CaptureFileBytes = 65_536,
        CaptureTotalBytes = 100_000,
    };
}
