namespace Seawall.Lab.Logs;

/// <summary>Reads a PostgreSQL csvlog (<c>log_destination = csvlog</c>), of versions 9.0 and later.</summary>
public sealed class CsvLogReader(Stream input, int bufferSize = 1 << 20) : ServerLogReader(input, new CsvRecord(), bufferSize)
{
    public override string Format => "csvlog";
}
