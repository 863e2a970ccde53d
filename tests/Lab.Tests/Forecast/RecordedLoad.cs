using System.Reflection;
using System.Text;
using Seawall.Lab.Forecast;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Tests;

/// <summary>
/// A load that a PostgreSQL 15 server logged in 260 seconds: 252 runs of pgbench, each of a second at a rate of its own, as 21 days in scaled time, so that a
/// day is a twenty-first of the log. Its rates rise and fall within a day, differ by weekday and grow; when the server was asked is as it was on a busy machine.
/// </summary>
internal static class RecordedLoad
{
    public const int Slots = 48;
    public const int DaysRecorded = 21;

    public static IReadOnlyList<LoadDay> Read()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("seawall-recorded-").FullName, "pgbench.csv.gz");
        using (Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("pgbench-21-days.csv.gz")!)
        using (FileStream copy = File.Create(file))
        {
            resource.CopyTo(copy);
        }

        var starts = new List<long>();
        using (EventSource log = EventSource.Open(file))
        {
            while (log.TryRead(out LogEvent e))
            {
                if (e.Sql.StartsWith(Encoding.UTF8.GetBytes("SELECT abalance")))
                {
                    starts.Add(e.StartMicros);
                }
            }
        }

        (long first, long last) = (starts.Min(), starts.Max());
        double[][] days = [.. Enumerable.Range(0, DaysRecorded).Select(_ => new double[Slots])];
        foreach (long start in starts)
        {
            int slot = (int)Math.Min((start - first) * (double)(DaysRecorded * Slots) / (last - first + 1), (DaysRecorded * Slots) - 1);
            days[slot / Slots][slot % Slots]++;
        }

        return [.. days.Select((counts, day) => new LoadDay(day, counts))];
    }
}
