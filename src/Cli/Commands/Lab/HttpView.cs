using System.Globalization;
using Seawall.Lab.Http;

namespace Seawall.Cli;

/// <summary>The running load on one line of the terminal; silent where stderr is none.</summary>
internal sealed class HttpView : IProgress<HttpProgress>, IDisposable
{
    private readonly bool _live = !Console.IsErrorRedirected;
    private HttpProgress _last;
    private bool _drew;

    public void Report(HttpProgress now)
    {
        if (!_live)
        {
            return;
        }

        bool same = now.What == _last.What && now.Seconds > _last.Seconds && now.Sent >= _last.Sent;
        double rate = same ? (now.Sent - _last.Sent) / (now.Seconds - _last.Seconds) : 0;
        string offered = now.OfferedPerSecond is { } wanted ? string.Create(CultureInfo.InvariantCulture, $" of {wanted:0}") : "";
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{now.What}  {now.Seconds,5:0.0} of {now.OfSeconds:0.0} s  {rate,7:0}{offered}/s  {now.InFlight,4} under way  {now.Waiting,5} waiting  p99 {now.P99Micros / 1000.0:0.0} ms  {now.Errors} errors");
        Console.Error.Write("\r" + (line.Length > 118 ? line[..118] : line.PadRight(118)));
        (_last, _drew) = (now, true);
    }

    public void Dispose()
    {
        if (_drew)
        {
            Console.Error.WriteLine();
        }
    }
}
