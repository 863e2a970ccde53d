namespace Seawall.Gate.Limits;

/// <summary>How long each fingerprint takes when nothing is in its way: its shortest time within the last five to ten minutes. A fixed table: a fingerprint may lose its line to another.</summary>
/// <remarks>The windowed minimum of BBR (Cardwell and others, "BBR: Congestion-Based Congestion Control", ACM Queue 14/5, 2016), for each fingerprint instead of each path. Not safe for concurrent use.</remarks>
internal sealed class NormalTimes
{
    private const int Lines = 2048;
    private const long SpanMicros = 300_000_000;

    // One or two times are chance.
    private const int FewestSamples = 8;

    private readonly Line[] _lines = new Line[Lines];

    /// <summary>Notes a time and returns the normal one; 0 as long as it is not known.</summary>
    public long Note(ulong fingerprint, long micros, long nowMicros)
    {
        micros = Math.Max(1, micros);
        ref Line line = ref _lines[fingerprint % Lines];
        if (line.Fingerprint != fingerprint || line.Samples == 0)
        {
            // Whoever comes often keeps the line.
            if (line.Samples > 0 && line.Strikes++ < FewestSamples)
                return 0;
            line = new Line { Fingerprint = fingerprint, Present = micros, Past = long.MaxValue, Until = nowMicros + SpanMicros };
        }
        line.Strikes = 0;
        if (nowMicros >= line.Until)
            (line.Past, line.Present, line.Until) = (line.Present, micros, nowMicros + SpanMicros);
        line.Present = Math.Min(line.Present, micros);
        if (line.Samples < FewestSamples)
            line.Samples++;
        return line.Samples < FewestSamples ? 0 : Math.Min(line.Present, line.Past);
    }

    private struct Line
    {
        public ulong Fingerprint;
        public long Present;
        public long Past;
        public long Until;
        public int Samples;
        public int Strikes;
    }
}
