using System.Text;
using Seawall.Postgres.Capture;

namespace Seawall.Gate.Tests;

/// <summary>A captured statement in a form a test can compare: <c>Extended IT rows=1 select $1 [7] !22P02</c>.</summary>
internal static class Captured
{
    public static IReadOnlyList<string> Read(string directory)
    {
        List<(ulong Session, uint Sequence, string Text)> events = [];
        foreach (string file in Directory.GetFiles(directory))
        {
            using CaptureReader reader = CaptureReader.Open(file);
            while (reader.TryRead(out CaptureRecord record))
                events.Add((record.Event.Session, record.Event.Sequence, Describe(record)));
            Assert.Equal(0, reader.DamagedRecords);
            Assert.Equal(0, reader.BytesSkipped);
        }
        return [.. events.OrderBy(e => e.Session).ThenBy(e => e.Sequence).Select(e => e.Text)];
    }

    private static string Describe(CaptureRecord record)
    {
        CaptureEvent e = record.Event;
        StringBuilder text = new();
        text.Append(provider: null, $"{e.Kind}{(e.Named ? " named" : "")}{(e.MoreBeforeSync ? " +" : "")} {(char)e.StatusBefore}{(char)e.StatusAfter} rows={e.Rows} ");
        text.Append(Encoding.UTF8.GetString(e.Sql));
        if (e.ParameterCount > 0)
        {
            List<string> values = [];
            CaptureParameterCursor cursor = record.Parameters();
            while (cursor.Next(out ReadOnlySpan<byte> value, out bool isNull))
                values.Add(isNull ? "NULL" : Encoding.UTF8.GetString(value));
            text.Append(provider: null, $" [{string.Join(',', values)}]");
        }
        if (!e.SqlState.IsEmpty)
            text.Append(provider: null, $" !{Encoding.ASCII.GetString(e.SqlState)}");
        return text.Append(e.Cut ? " cut" : "").ToString();
    }
}
