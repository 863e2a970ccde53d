namespace Seawall.Lab.Logs;

/// <summary>A file whose format could not be told: read to its end, all of it skipped and counted.</summary>
internal sealed class UnknownSource(Stream input, string? prefix) : EventSource
{
    private readonly byte[] _buffer = new byte[1 << 16];

    public override string Origin => Format;

    public override string Format => Tally.BytesRead == 0 ? "empty" : "unknown";

    public override string? Problem => Tally.BytesRead == 0 ? null
        : prefix is not null ? $"no line of it begins with --prefix '{prefix}', and it is no csvlog, jsonlog or log of MySQL either"
        : "it is no gate capture, csvlog, jsonlog or log of MySQL, and no log_line_prefix that is known or could be inferred fits it: give the server's own by --prefix (psql -c 'SHOW log_line_prefix')";

    public override bool TryRead(out LogEvent next)
    {
        next = default;
        int read;
        while ((read = Read()) > 0)
        {
            Tally.BytesRead += read;
            Tally.Skipped += new SkippedBytes { UnknownFormat = read };
        }

        return false;
    }

    public override void Dispose() => input.Dispose();

    private int Read()
    {
        try
        {
            return input.Read(_buffer);
        }
        catch (InvalidDataException)
        {
            Tally.Breaks++;
            return 0;
        }
    }
}
