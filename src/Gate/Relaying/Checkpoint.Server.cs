using System.Buffers.Binary;
using Seawall.Gate.Judging;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Relaying;

/// <summary>What the server answers: it goes on in one piece, unless an error in it is to be replaced; the ends of units give places back.</summary>
internal sealed partial class Checkpoint : IErrorReader
{
    private uint _readies;
    private bool _withholds;

    // From the statement whose time is watched until its unit has ended.
    private bool _watches;
    private int _timeMs;
    private StatementRefusal? _timedOut;
    private StatementRefusal? _replacesCancel;
    private bool _cancels;
    private bool _heldForCancel;

    private bool IsRewriting => _state.Refused > 0 || _replacesCancel is not null || _withholds;

    public void OnServerBytes(ReadOnlySpan<byte> bytes)
    {
        if (IsRewriting)
            Rewrite(bytes);
        else
            PassToClient(bytes);
        if (_state.Readies != _readies)
            OnReadies();
        if (_heldForCancel || _heldForName)
            LetGoOn();
    }

    /// <summary>The time of the statement that is watched is over.</summary>
    public void OnTimeOver()
    {
        if (!_watches || _cancels)
            return;
        if (_state.RunsTimed())
        {
            _cancels = true;
            _relay.SendCancel();
        }
        else
        {
            // What was sent before it still runs.
            _relay.StartTime(_timeMs);
        }
    }

    /// <summary>Whether the cancel is still meant, now that it can be sent: only while that unit runs. The error it causes is replaced from here on.</summary>
    public bool ConfirmCancel()
    {
        if (!_watches || !_state.RunsTimed())
            return false;
        _replacesCancel = _timedOut;
        return true;
    }

    /// <summary>The cancel was delivered, or came to nothing: the next unit of the session can't be hit by it any more.</summary>
    public void OnCancelOver()
    {
        _cancels = false;
        if (!_watches)
            _replacesCancel = null;
        LetGoOn();
    }

    void IErrorReader.OnError(ReadOnlySpan<byte> content, int contentLength)
    {
        StatementRefusal? refusal = _state.HasHead() ? _state.Requests[0].Refusal : null;
        bool isFatal = IsFatal(content);
        if (refusal is null && ServerMessages.SqlStateOf(content).SequenceEqual("57014"u8))
        {
            refusal = _replacesCancel;
            refusal?.CountTold();
        }
        if (refusal is not null && !isFatal)
        {
            _relay.ToClient(refusal.Bytes);
            return;
        }
        Span<byte> header = [(byte)'E', 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header[1..], content.Length + 4);
        _relay.ToClient(header);
        _relay.ToClient(content);
    }

    private void PassToClient(ReadOnlySpan<byte> bytes)
    {
        _relay.ToClient(bytes);
        _tracker.OnServerBytes(bytes);
    }

    // Message by message, as long as there is one to replace.
    private void Rewrite(ReadOnlySpan<byte> bytes)
    {
        int from = 0;
        int at = 0;
        while (at < bytes.Length && IsRewriting)
        {
            if (_tracker.ServerAtBoundary && !_state.IsBlind)
            {
                _withholds = bytes[at] == (byte)'E' && (_replacesCancel is not null || (_state.HasHead() && _state.Requests[0].Refusal is not null));
                if (_withholds && at > from)
                    _relay.ToClient(bytes[from..at]);
            }
            at += _tracker.OnServerMessage(bytes[at..], _withholds ? this : null);
            if (!_withholds)
                continue;
            from = at;
            _withholds = !_tracker.ServerAtBoundary;
        }
        if (at > from)
            _relay.ToClient(bytes[from..at]);
        if (at < bytes.Length)
            _relay.ToClient(bytes[at..]);
        _tracker.OnServerBytes(bytes[at..]);
    }

    private void OnReadies()
    {
        _readies = _state.Readies;
        if (_watches && !_state.HasTimed())
        {
            _watches = false;
            _relay.StopTime();
            if (!_cancels)
                _replacesCancel = null;
        }
        // While one waits, a place may be put into the ticket by another thread; it all goes back at the end of the unit that waits.
        if (_state.Requests.Count == 0 && !_waits && _pending is null)
            _ticket.OnReady(_state.Status == (byte)'I');
    }

    private void WatchTime()
    {
        if (_ticket.CancelAfterMs <= 0)
            return;
        (_timeMs, _timedOut, _watches) = (_ticket.CancelAfterMs, _ticket.Cancelled, true);
        _ticket.CancelAfterMs = 0;
        _state.Requests[_state.Requests.Count - 1].IsTimed = true;
        _relay.StartTime(_timeMs);
    }

    // A cancel hits whatever runs when it arrives: behind a statement whose time is watched the next unit waits until it has ended and no cancel is on its way.
    private bool MustHoldForCancel() => _watches ? _state.HasEndOutstanding() : _cancels;

    private void LetGoOn()
    {
        _heldForCancel &= MustHoldForCancel();
        _heldForName &= _state.Namings > 0;
        ProcessHeld();
    }

    private static bool IsFatal(ReadOnlySpan<byte> fields)
    {
        // Severity not translated comes as V, and S stands first.
        return fields.IndexOf("VFATAL\0"u8) >= 0 || fields.IndexOf("VPANIC\0"u8) >= 0 || fields.StartsWith("SFATAL\0"u8);
    }
}
