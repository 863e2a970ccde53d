using System.Globalization;
using Seawall.Kernel;
using Seawall.Mall.Traffic.Measure;

namespace Seawall.Cli;

/// <summary>The run so far on stderr: one line that rewrites itself on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed class TrafficProgress(TimeSpan duration)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly bool _live = !Console.IsErrorRedirected;
    private TimeSpan _next = Step;

    public void Show(TrafficFigures figures)
    {
        if (!_live && figures.Elapsed < _next)
        {
            return;
        }
        _next = figures.Elapsed + Step;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{DurationText.Format(figures.Elapsed)} of {DurationText.Format(duration)}  requests {figures.Requests}  errors {figures.Errors}  orders {figures.Orders}  paid {figures.Paid}");
        Console.Error.Write(_live ? $"\r{line,-90}" : line + "\n");
    }

    public void End()
    {
        if (_live)
        {
            Console.Error.WriteLine();
        }
    }
}
