using System.Globalization;
using Seawall.Lab.Capacity;

namespace Seawall.Cli;

/// <summary>The capacity report for people.</summary>
internal static class CapacityTable
{
    private const int Rows = 15;

    public static void Write(CapacityReport report)
    {
        void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(CapacityAnswer.Of(report));
        Console.WriteLine();
        Line($"knee       {report.Knee.PerSecond.Value:N0} statements a second [{report.Knee.PerSecond.Low:N0}, {report.Knee.PerSecond.High:N0}] at {report.Knee.Concurrency:0.#} in flight: {report.Knee.Reason}");
        Line($"peak       the log's busiest second began {report.LoggedPeakPerSecond:N0} statements");
        Line($"limit      {report.Limit.Resource}: {report.Limit.Evidence}");
        if (report.Limit.Sql is { } sql)
        {
            Line($"           {Plain.Cut(sql, 140)}");
        }

        if (report.Usl is { } usl)
        {
            Line($"law        λ {usl.Lambda.Value:N1} [{usl.Lambda.Low:N1}, {usl.Lambda.High:N1}]  σ {usl.Sigma.Value:0.#####} [{usl.Sigma.Low:0.#####}, {usl.Sigma.High:0.#####}]  κ {usl.Kappa.Value:0.#######} [{usl.Kappa.Low:0.#######}, {usl.Kappa.High:0.#######}]  R² {usl.RSquared:0.000}, trusted to {usl.TrustedTo:0.#}");
        }

        foreach (string note in report.Notes)
        {
            Console.WriteLine($"note       {note}");
        }

        Console.WriteLine();
        if (Console.IsErrorRedirected || Console.IsOutputRedirected)
        {
            // On a terminal the steps stand above already, each from when it ended.
            Console.WriteLine(CapacityView.Head);
            foreach (CapacityStep step in report.Steps)
            {
                Console.WriteLine(CapacityView.Line(step));
            }

            Console.WriteLine();
        }

        WriteDemands(report);
    }

    private static void WriteDemands(CapacityReport report)
    {
        string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
        var table = new Plain("share", "a second", "mean µs", "processor µs", "disk µs", "lock µs", "statement");
        foreach (DigestDemand demand in report.Demands.Take(Rows))
        {
            table.Add(
                demand.ShareOfLimit.ToString("0.0%", CultureInfo.InvariantCulture),
                Number(demand.PerSecondAtKnee),
                Number(demand.MeanMicros),
                Number(demand.CpuMicros),
                Number(demand.IoMicros),
                Number(demand.LockMicros),
                demand.Sql);
        }

        table.Write(report.Limit.Resource == "none" ? "what each statement asks at the knee" : $"share of {CapacityAnswer.Resource(report.Limit.Resource)} by statement, at the knee");
    }
}
