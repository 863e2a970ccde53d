using System.Globalization;
using Seawall.Lab.Analysis;

namespace Seawall.Cli;

/// <summary>The running analysis on one line of the terminal; silent, and free, where stderr is none.</summary>
internal sealed class AnalyzeView : IDisposable
{
    private const int Widest = 150;

    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly long? _total;
    private long _last;
    private bool _drew;

    /// <summary>What is packed has no known length.</summary>
    public AnalyzeView(IReadOnlyList<string> files)
    {
        _total = files.Any(file => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) ? null : files.Sum(file => new FileInfo(file).Length);
        Callback = Console.IsErrorRedirected ? null : Show;
    }

    /// <summary>To be called as the reading goes on; null when nobody looks.</summary>
    public Action<LogAnalyzer>? Callback { get; }

    public void Dispose()
    {
        if (_drew)
        {
            Console.Error.Write("\r" + new string(' ', Width()) + "\r");
        }
    }

    /// <summary>Bytes read of all, rate, statements, and what takes the most time so far.</summary>
    internal static string Line(long bytes, long? total, double seconds, long statements, string? busiest, int width)
    {
        string of = total is { } all && all > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {all / 1e6:0} MB  {Math.Min(1, (double)bytes / all),4:0%}") : " MB";
        string line = string.Create(CultureInfo.InvariantCulture, $"reading {bytes / 1e6:0}{of}  {bytes / 1e6 / Math.Max(seconds, 0.001):0} MB/s  {statements:N0} statements  top: {busiest}");
        return line.Length <= width ? line.PadRight(width) : line[..(width - 1)] + "…";
    }

    private void Show(LogAnalyzer analyzer)
    {
        long now = TimeProvider.System.GetTimestamp();
        if (_drew ? TimeProvider.System.GetElapsedTime(_last, now).TotalMilliseconds < 200 : TimeProvider.System.GetElapsedTime(_started, now).TotalMilliseconds < 300)
        {
            return;
        }

        double seconds = TimeProvider.System.GetElapsedTime(_started, now).TotalSeconds;
        Console.Error.Write("\r" + Line(analyzer.BytesRead, _total, seconds, analyzer.Statements, analyzer.Busiest, Width()));
        (_last, _drew) = (now, true);
    }

    private static int Width()
    {
        try
        {
            return Math.Clamp(Console.WindowWidth - 1, 40, Widest);
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
