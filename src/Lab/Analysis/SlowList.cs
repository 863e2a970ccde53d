using System.Text;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Analysis;

/// <summary>The slowest statements of a log, with who ran them, when, and with which values. Keeping one copies it into a place made before.</summary>
internal sealed class SlowList(int length)
{
    private const int LongestText = 4096;
    private const int LongestValues = 1024;

    private readonly Kept[] _kept = new Kept[length];
    private int _count;

    public void Add(in LogEvent e)
    {
        if (length == 0 || e.DurationMicros < 0 || e.Kind == EventKind.Continuation || (_count == length && e.DurationMicros <= _kept[0].DurationMicros))
        {
            return;
        }

        // A heap with the fastest of the kept at its root, which is the one to give way.
        int at = _count < length ? _count++ : 0;
        (_kept[at] ??= new Kept()).Take(e);
        if (at == 0 && _count == length)
        {
            SiftDown();
        }
        else
        {
            SiftUp(at);
        }
    }

    /// <summary>Slowest first.</summary>
    public IReadOnlyList<SlowStatement> Report() =>
        [.. _kept.Take(_count).OrderByDescending(k => k.DurationMicros).ThenBy(k => k.StartMicros).Select(k => k.Report())];

    private void SiftUp(int at)
    {
        while (at > 0 && _kept[(at - 1) / 2].DurationMicros > _kept[at].DurationMicros)
        {
            int parent = (at - 1) / 2;
            (_kept[at], _kept[parent]) = (_kept[parent], _kept[at]);
            at = parent;
        }
    }

    private void SiftDown()
    {
        for (int at = 0; ;)
        {
            int least = at;
            for (int child = (2 * at) + 1; child <= (2 * at) + 2 && child < _count; child++)
            {
                least = _kept[child].DurationMicros < _kept[least].DurationMicros ? child : least;
            }

            if (least == at)
            {
                return;
            }

            (_kept[at], _kept[least]) = (_kept[least], _kept[at]);
            at = least;
        }
    }

    private sealed class Kept
    {
        private readonly byte[] _sql = new byte[LongestText];
        private readonly byte[] _values = new byte[LongestValues];
        private readonly byte[] _who = new byte[384];
        private int _sqlLength;
        private int _valuesLength;
        private int _userLength;
        private int _whoLength;
        private int _hostLength;
        private ulong _session;
        private bool _failed;

        public long DurationMicros { get; private set; }
        public long StartMicros { get; private set; }

        public void Take(in LogEvent e)
        {
            (DurationMicros, StartMicros, _session, _failed) = (e.DurationMicros, e.StartMicros, e.Session, e.Failed);
            _sqlLength = Copy(e.Sql, _sql);
            _userLength = Copy(e.User, _who.AsSpan(0, 128));
            _whoLength = _userLength + Copy(e.Application, _who.AsSpan(_userLength, 128));
            _hostLength = Copy(e.Host, _who.AsSpan(_whoLength));
            _valuesLength = 0;
            ParameterReader reader = e.Parameters.Read();
            while (reader.Next(out Parameter p) && _valuesLength < LongestValues - 4)
            {
                if (_valuesLength > 0)
                {
                    _valuesLength += Copy(", "u8, _values.AsSpan(_valuesLength));
                }

                _valuesLength += p.IsNull ? Copy("NULL"u8, _values.AsSpan(_valuesLength)) : p.Format == 0 ? Copy(p.Raw, _values.AsSpan(_valuesLength)) : Hex(p.Raw, _values.AsSpan(_valuesLength));
            }
        }

        public SlowStatement Report() => new()
        {
            Start = DateTimeOffset.UnixEpoch.AddMicroseconds(StartMicros),
            DurationMicros = DurationMicros,
            User = Encoding.UTF8.GetString(_who, 0, _userLength),
            Application = Encoding.UTF8.GetString(_who, _userLength, _whoLength - _userLength),
            Host = Encoding.UTF8.GetString(_who, _whoLength, _hostLength),
            Session = _session.ToString("x", System.Globalization.CultureInfo.InvariantCulture),
            Sql = Encoding.UTF8.GetString(_sql, 0, _sqlLength),
            Parameters = Encoding.UTF8.GetString(_values, 0, _valuesLength),
            Failed = _failed,
        };

        private static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
        {
            int length = Math.Min(from.Length, to.Length);
            from[..length].CopyTo(to);
            return length;
        }

        /// <summary>A value in binary, as PostgreSQL writes bytes: <c>\x00ff</c>.</summary>
        private static int Hex(ReadOnlySpan<byte> from, Span<byte> to)
        {
            if (to.Length < 2)
            {
                return 0;
            }

            "\\x"u8.CopyTo(to);
            int bytes = Math.Min(from.Length, (to.Length - 2) / 2);
            Convert.TryToHexStringLower(from[..bytes], to[2..], out int written);
            return written + 2;
        }
    }
}
