using System.Globalization;
using System.Text;
using Seawall.Lab.Forecast;

namespace Seawall.Cli;

/// <summary>A forecast's demand for every second: those between two of its moments lie on the line between them.</summary>
internal static class DemandCsv
{
    public static void Write(string path, ForecastReport report)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false));
        BusinessDemand[] all = [report.All, .. report.Businesses];
        file.WriteLine("at,time," + string.Join(',', all.Select(b => $"{b.Business}_low,{b.Business},{b.Business}_high")));
        for (int i = 0; i < report.Moments.Count; i++)
        {
            int at = report.Moments[i];
            int next = i + 1 < report.Moments.Count ? report.Moments[i + 1] : at + 60;
            for (int second = at; second < next; second++)
            {
                double share = i + 1 < report.Moments.Count ? (double)(second - at) / (next - at) : 0;
                file.Write(string.Create(CultureInfo.InvariantCulture, $"{second},{report.ZeroHour.AddSeconds(second):yyyy-MM-ddTHH:mm:sszzz}"));
                foreach (BusinessDemand b in all)
                {
                    file.Write(string.Create(CultureInfo.InvariantCulture, $",{Between(b.Demand.Low, i, share):0.###},{Between(b.Demand.Value, i, share):0.###},{Between(b.Demand.High, i, share):0.###}"));
                }

                file.WriteLine();
            }
        }
    }

    private static double Between(IReadOnlyList<double> values, int i, double share) => share == 0 ? values[i] : values[i] + (share * (values[i + 1] - values[i]));
}
