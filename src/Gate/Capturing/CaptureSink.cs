using Seawall.Gate.Tracking;

namespace Seawall.Gate.Capturing;

internal sealed class CaptureSink : IDisposable
{
    public CaptureSink(GateOptions options, TimeProvider time)
    {
    }

    public string CurrentFile => "";
    public long Captured => 0;
    public long Dropped => 0;
    public long FilesClosed => 0;
    public void RequestRotation() { }
    public void Record(in CompletedRequest done, long startUnixMicros) { }
    public void Dispose() { }
}
