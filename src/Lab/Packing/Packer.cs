using Seawall.Lab.Logs;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Packing;

/// <summary>Prepares lanes from logs: cuts them into units, schedules those, writes lane files and the manifest.</summary>
public static class Packer
{
    /// <summary>Packs the sources, in the order of their time, into an existing or new folder; lanes that were there are replaced.</summary>
    public static Manifest Pack(IReadOnlyList<string> files, string directory, PackOptions options, CancellationToken ct)
    {
        Directory.CreateDirectory(directory);
        foreach (string old in Directory.EnumerateFiles(directory, "lane-*.swl"))
        {
            File.Delete(old);
        }

        File.Delete(Path.Combine(directory, Manifest.FileName));
        using var spool = new Spool(Path.Combine(directory, "spool.tmp"));
        var builder = new UnitBuilder(spool);
        var sources = new List<ManifestSource>();
        string? maskedBy = null;
        foreach (string file in files)
        {
            using EventSource source = EventSource.Open(file, options.LinePrefix);
            if (source.Dialect != SqlDialect.Postgres)
            {
                throw new InvalidDataException($"{file} is a {source.Format}: only statements for PostgreSQL can be replayed (lab analyze reads it)");
            }

            while (source.TryRead(out LogEvent e))
            {
                builder.Add(source.Origin, e);
                ct.ThrowIfCancellationRequested();
            }

            if (source.Problem is not null)
            {
                throw new InvalidDataException($"{file} is not read: {source.Problem}");
            }

            maskedBy ??= source.MaskedBy;
            sources.Add(SourceOf(file, source));
        }

        builder.Finish();
        return new PackedLog(builder, options).Write(directory, spool, sources, maskedBy, ct);
    }

    private static ManifestSource SourceOf(string file, EventSource source) => new()
    {
        File = Path.GetFileName(file),
        Origin = source.Origin,
        Bytes = source.Tally.BytesRead,
        BytesOfStatements = source.Tally.BytesOfStatements,
        BytesOfOthers = source.Tally.BytesOfOthers,
        BytesSkipped = source.Tally.BytesSkipped,
        Events = source.Tally.Events,
    };
}
