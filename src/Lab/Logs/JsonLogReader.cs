namespace Seawall.Lab.Logs;

/// <summary>Reads a PostgreSQL jsonlog (<c>log_destination = jsonlog</c>), of versions 15 and later.</summary>
public sealed class JsonLogReader(Stream input, int bufferSize = 1 << 20) : ServerLogReader(input, new JsonRecord(), bufferSize)
{
    public override string Format => "jsonlog";
}
