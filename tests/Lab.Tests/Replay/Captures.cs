using System.Text;
using Seawall.Postgres.Capture;

namespace Seawall.Lab.Tests;

/// <summary>Writes gate captures.</summary>
internal static class Captures
{
    public static (string Sql, long Rows) Statement(string sql, long rows) => (sql, rows);

    public static string Write(params (string Sql, long Rows)[] statements) => Write(masked: false, statements);

    public static string Write(bool masked, params (string Sql, long Rows)[] statements)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("seawall-capture-").FullName, "gate-1.swc");
        using FileStream file = File.Create(path);
        CaptureWriter.WriteHeader(file, new CaptureHeader { Gate = "gate-1", DatabaseHost = "127.0.0.1:5432", Started = DateTimeOffset.UnixEpoch, Masked = masked, KeyId = masked ? "k1" : "" });
        var writer = new CaptureWriter();
        uint sequence = 0;
        foreach ((string sql, long rows) in statements)
        {
            var e = new CaptureEvent
            {
                StartMicros = 1_000_000 + (sequence * 1000),
                DurationMicros = 500,
                Session = 1,
                Sequence = sequence++,
                Database = "main"u8,
                User = "postgres"u8,
                Sql = Encoding.UTF8.GetBytes(sql),
                Rows = rows,
            };
            byte[] buffer = new byte[writer.MaxSize(e)];
            Assert.True(writer.TryFormat(buffer, e, out int written));
            file.Write(buffer, 0, written);
        }

        return path;
    }
}
