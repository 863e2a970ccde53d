using System.Text;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Tests;

/// <summary>An event kept beyond the reader's next step.</summary>
internal sealed record Recorded(EventKind Kind, string Sql, string Parameters, string SqlState, ulong Session)
{
    public long StartMicros { get; init; }
    public long DurationMicros { get; init; }
    public ulong Transaction { get; init; }
    public string Database { get; init; } = "";

    public static List<Recorded> All(EventSource source)
    {
        var all = new List<Recorded>();
        while (source.TryRead(out LogEvent e))
        {
            all.Add(Of(e));
        }

        return all;
    }

    public static List<Recorded> All(string csv, int bufferSize = 1 << 16)
    {
        using var reader = new CsvLogReader(new MemoryStream(Encoding.UTF8.GetBytes(csv)), bufferSize);
        return All(reader);
    }

    private static Recorded Of(in LogEvent e)
    {
        var parameters = new StringBuilder();
        ParameterReader reader = e.Parameters.Read();
        while (reader.Next(out Parameter p))
        {
            byte[] value = new byte[p.Raw.Length];
            int length = p.CopyTo(value);
            parameters.Append(parameters.Length > 0 ? "|" : "").Append(p.IsNull ? "NULL" : Encoding.UTF8.GetString(value, 0, length));
        }

        if (reader.IsBroken)
        {
            parameters.Append("|BROKEN");
        }

        return new Recorded(e.Kind, Encoding.UTF8.GetString(e.Sql), parameters.ToString(), Encoding.UTF8.GetString(e.SqlState), e.Session)
        {
            StartMicros = e.StartMicros,
            DurationMicros = e.DurationMicros,
            Transaction = e.Transaction,
            Database = Encoding.UTF8.GetString(e.Database),
        };
    }
}
