namespace Seawall.Lab.Logs;

/// <summary>Reads a PostgreSQL log as <c>log_destination = stderr</c> writes it, its lines opened by one of some <c>log_line_prefix</c>es.</summary>
public sealed class StderrLogReader : ServerLogReader
{
    private readonly IReadOnlyList<LinePrefix> _prefixes;

    public StderrLogReader(Stream input, string prefix, int bufferSize = 1 << 20)
        : this(input, [new LinePrefix(prefix)], bufferSize)
    {
    }

    internal StderrLogReader(Stream input, IReadOnlyList<LinePrefix> prefixes, int bufferSize = 1 << 20)
        : base(input, new StderrRecord(prefixes), bufferSize) => _prefixes = prefixes;

    /// <summary>True when the prefix tells a line's time, without which no statement has a place.</summary>
    public static bool HasTime(string prefix) => new LinePrefix(prefix).HasTime;

    public override string Format => "stderr";

    public override string Prefix => _prefixes[0].Text;
}
