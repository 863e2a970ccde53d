using Seawall.Transport;

namespace Seawall.Drills.Faults;

/// <summary>One way of a connection: bytes leave in the order in which they came, each when it is due.</summary>
internal sealed class LinkPipe(LinkProxy proxy, TcpConnection from, TcpConnection to)
{
    private const int MostKept = 1 << 20;

    private readonly Queue<(long Due, byte[]? Bytes)> _kept = new();
    private long _last;
    private int _keptBytes;
    private bool _begun;
    private bool _toIsFull;

    /// <summary>Whether the far side has got all, the end included.</summary>
    public bool HasEnded { get; private set; }

    public void Take(ReadOnlySpan<byte> bytes, bool opens)
    {
        long due = Math.Max(_last, proxy.DueMicros(bytes.Length, opens && !_begun));
        _begun = true;
        if (_kept.Count == 0 && due <= proxy.Loop.NowMicros)
        {
            Write(bytes);
            return;
        }
        Keep(due, bytes.ToArray());
    }

    /// <summary>The end comes after the last byte.</summary>
    public void TakeEnd()
    {
        if (_kept.Count == 0)
        {
            End();
        }
        else
        {
            Keep(_last, null);
        }
    }

    public void Deliver(long nowMicros)
    {
        while (_kept.TryPeek(out (long Due, byte[]? Bytes) head) && head.Due <= nowMicros)
        {
            _kept.Dequeue();
            if (head.Bytes is not { } bytes)
            {
                End();
                continue;
            }
            _keptBytes -= bytes.Length;
            Write(bytes);
        }
        if (_kept.TryPeek(out (long Due, byte[]? Bytes) next))
        {
            proxy.Schedule(this, next.Due);
        }
        ReadAgain();
    }

    /// <summary>The far side takes bytes again.</summary>
    public void OnRoom()
    {
        _toIsFull = false;
        ReadAgain();
    }

    private void Keep(long due, byte[]? bytes)
    {
        bool first = _kept.Count == 0;
        _kept.Enqueue((due, bytes));
        _last = due;
        _keptBytes += bytes?.Length ?? 0;
        if (first)
        {
            proxy.Schedule(this, due);
        }
        if (_keptBytes > MostKept)
        {
            from.PauseReading();
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (!to.Write(bytes))
        {
            _toIsFull = true;
            from.PauseReading();
        }
    }

    private void ReadAgain()
    {
        if (!_toIsFull && _keptBytes <= MostKept)
        {
            from.ResumeReading();
        }
    }

    private void End()
    {
        HasEnded = true;
        to.EndWriting();
    }
}
