using System.Globalization;

namespace Seawall.Lab.Capacity;

/// <summary>Processor time of the calling thread, from the kernel's scheduler (proc(5), schedstat); 0 where it is not told.</summary>
internal static class ThreadClock
{
    private const string File = "/proc/thread-self/schedstat";

    public static long CurrentNanos()
    {
        try
        {
            string text = System.IO.File.ReadAllText(File);
            return long.TryParse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture, out long nanos) ? nanos : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return 0;
        }
    }
}
