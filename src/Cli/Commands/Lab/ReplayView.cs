using System.Globalization;
using Seawall.Lab.Replay;

namespace Seawall.Cli;

/// <summary>The running replay on one line of the terminal; silent where stderr is none.</summary>
internal sealed class ReplayView : IProgress<ReplayProgress>, IDisposable
{
    private readonly bool _live = !Console.IsErrorRedirected;
    private ReplayProgress _last;
    private bool _drew;

    public void Report(ReplayProgress now)
    {
        if (!_live)
        {
            return;
        }

        double rate = now.Seconds > _last.Seconds ? (now.Statements - _last.Statements) / (now.Seconds - _last.Seconds) : 0;
        double pass = now.UnitsInPass == 0 ? 0 : (double)now.UnitsEnded / now.UnitsInPass;
        string state = now.Stopping ? "stopping" : "replaying";
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{state} {now.Seconds,6:0.0} s  {pass,7:0.0%} of the log  {rate,8:0} statements/s  {now.InFlight,4} in flight  p95 {now.P95Micros / 1000.0:0.00} ms  {now.NewErrors} new errors");
        Console.Error.Write("\r" + line.PadRight(110));
        _last = now;
        _drew = true;
    }

    public void Dispose()
    {
        if (_drew)
        {
            Console.Error.WriteLine();
        }
    }
}
