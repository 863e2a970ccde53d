using System.Buffers;
using System.Buffers.Binary;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Relaying;

/// <summary>
/// Stands in one session's way: each statement is judged before its bytes reach the server. What is allowed goes on in the pieces it came in; a message that is not whole
/// is held until enough of it is there to judge; one that has to wait is held with all that follows it. No sockets and no threads in here: bytes in, bytes out.
/// </summary>
/// <remarks>
/// A refusal keeps the server's own transaction semantics. Where the server has nothing to do with it (no transaction, nothing sent and unanswered) the answer is given here and the
/// server hears nothing. Everywhere else the server is sent something that fails in its place, so that it fails the transaction and skips up to Sync itself,
/// and the error it answers is replaced on its way back.
/// </remarks>
internal sealed partial class Checkpoint
{
    private const int HeaderLength = 5;
    private const int MostRead = 64 * 1024;

    // What the server takes: MaxAllocSize for messages that carry data, 10,000 bytes for the others (postgres.c, SocketBackend).
    private const int LongestLarge = 0x3FFFFFFF - 1;
    private const int LongestSmall = 10_000 - 4;

    private readonly SessionTracker _tracker;
    private readonly SessionState _state;
    private readonly ClientMessages _messages;
    private readonly Judge _judge;
    private readonly Ticket _ticket;
    private readonly Upstream _upstream;
    private readonly IRelay _relay;

    // What the client sent and the server has not got, from the first byte of a message on.
    private byte[] _held = [];
    private int _heldStart;
    private int _heldEnd;

    // What is still to come of a message that was decided before it was whole.
    private int _rest;
    private bool _dropsRest;
    private bool _isLost;

    // In the client's order, from one Sync to the next.
    private bool _isUnitOpen;
    private bool _fails;
    private bool _swallows;
    private bool _lostUnnamed;
    private StatementText? _judged;

    // The statement that waits; its message is the first one held.
    private StatementText? _pending;
    private bool _waits;
    private Answer _answer;
    private StatementRefusal? _otherwise;

    // A Bind of a name that means one thing or another by what the server answers to what was sent before.
    private bool _heldForName;
    private bool _asksForReplies;

    public Checkpoint(SessionTracker tracker, Judge judge, Upstream upstream, IRelay relay, IWaiter waiter)
    {
        _tracker = tracker;
        _state = tracker.State;
        _messages = tracker.ClientMessages;
        _judge = judge;
        _upstream = upstream;
        _relay = relay;
        _ticket = new Ticket(waiter);
    }

    private enum Step : byte
    {
        Pass,
        Drop,
        Refuse,
        Stop,
    }

    // How the wait of the pending statement has ended.
    private enum Answer : byte
    {
        None,
        GoOn,
        Refuse,
    }

    /// <summary>Whether a statement waits for its turn at the gate.</summary>
    public bool IsWaiting => _waits;

    /// <summary>What it waits with.</summary>
    public Ticket Ticket => _ticket;

    /// <summary>Since when, in the ledger's microseconds.</summary>
    public long WaitsSince { get; private set; }

    /// <summary>Whether messages of the client are held for something other than their own rest.</summary>
    public bool IsHolding => _waits || _heldForCancel || _heldForName;

    /// <summary>Whether so much is held that the client should be read no further.</summary>
    public bool IsFull => IsHolding && _heldEnd - _heldStart >= MostRead;

    /// <summary>Whether nothing of the client is held or being answered here.</summary>
    public bool IsIdle => !IsHolding && !_swallows && _heldEnd == _heldStart;

    public void OnClientBytes(ReadOnlySpan<byte> bytes)
    {
        if (_heldEnd == _heldStart)
        {
            int used = Process(bytes);
            if (used < bytes.Length)
                Hold(bytes[used..]);
        }
        else
        {
            Hold(bytes);
            ProcessHeld();
        }
        _tracker.LookWhetherCrowded();
    }

    /// <summary>The ticket was granted.</summary>
    public void OnGranted()
    {
        if (_waits)
            EndWait(Answer.GoOn);
    }

    /// <summary>The patience of the statement that waits is over.</summary>
    public void OnPatienceOver()
    {
        // One that can't be taken back was granted meanwhile, and hears of it.
        if (_waits && _ticket.TryAbandon())
            EndWait(_otherwise is null ? Answer.GoOn : Answer.Refuse);
    }

    /// <summary>Ends the wait of a statement that its client has cancelled; false when none waits.</summary>
    public bool TryCancelWaiting(StatementRefusal cancelled)
    {
        if (!_waits || !_ticket.TryAbandon())
            return false;
        _otherwise = cancelled;
        EndWait(Answer.Refuse);
        return true;
    }

    /// <summary>The session is over: places, buffers and references go back.</summary>
    public void Close()
    {
        _relay.StopPatience();
        _relay.StopTime();
        _ticket.Close();
        (_waits, _heldForCancel, _heldForName, _isLost) = (false, false, false, true);
        _pending?.Release(_state.Ledger.Pools);
        _pending = null;
        Judged(null);
        ReturnHeld();
    }

    private void EndWait(Answer answer)
    {
        _waits = false;
        _answer = answer;
        _relay.StopPatience();
        ProcessHeld();
    }

    // How many of the bytes were dealt with; the others are to be held.
    private int Process(ReadOnlySpan<byte> bytes)
    {
        int from = 0;
        int at = 0;
        while (at < bytes.Length && !IsHolding)
        {
            if (_rest > 0)
            {
                int part = Math.Min(_rest, bytes.Length - at);
                Take(bytes, ref from, ref at, part, _dropsRest);
                _rest -= part;
                continue;
            }
            ReadOnlySpan<byte> left = bytes[at..];
            if (_isLost || _state.IsBlind || !IsSound(left))
            {
                // For what is no message the server ends the session; it is to see it.
                _isLost = true;
                at = bytes.Length;
                break;
            }
            if (left.Length < HeaderLength)
                break;
            int length = BinaryPrimitives.ReadInt32BigEndian(left[1..]) - 4;
            int here = HeaderLength + Math.Min(length, left.Length - HeaderLength);
            if (here < HeaderLength + Math.Min(length, Wanted(left[0])))
                break;
            Step step = Look(left[0], left[HeaderLength..here], length, left[here..]);
            if (step == Step.Stop)
                break;
            bool drops = step != Step.Pass;
            Take(bytes, ref from, ref at, drops ? 0 : here, drops);
            if (drops)
            {
                if (step == Step.Refuse)
                    Refuse(left[0]);
                Take(bytes, ref from, ref at, here, drops);
            }
            (_rest, _dropsRest) = (HeaderLength + length - here, drops);
        }
        if (at > from)
            _relay.ToServer(bytes[from..at]);
        if (_asksForReplies)
        {
            _asksForReplies = false;
            _relay.ToServer(Substitute.Flush);
        }
        return at;
    }

    // Goes over so many bytes; what is dropped parts what goes on before it from what goes on behind it.
    private void Take(ReadOnlySpan<byte> bytes, ref int from, ref int at, int count, bool drops)
    {
        if (!drops)
        {
            at += count;
            return;
        }
        if (at > from)
            _relay.ToServer(bytes[from..at]);
        at += count;
        from = at;
    }

    private static bool IsSound(ReadOnlySpan<byte> message)
    {
        int longest = message[0] switch
        {
            (byte)'Q' or (byte)'P' or (byte)'B' or (byte)'F' or (byte)'d' or (byte)'p' => LongestLarge,
            (byte)'D' or (byte)'C' or (byte)'E' or (byte)'S' or (byte)'H' or (byte)'c' or (byte)'f' or (byte)'X' => LongestSmall,
            _ => -1,
        };
        return longest >= 0 && (message.Length < HeaderLength || (uint)(BinaryPrimitives.ReadInt32BigEndian(message[1..]) - 4) <= (uint)longest);
    }

    private int Wanted(byte type) => type == (byte)'B' ? Math.Max(ClientMessages.LongestCounted, _messages.Wanted(type)) : _messages.Wanted(type);

    private void ProcessHeld()
    {
        if (IsHolding || _heldEnd == _heldStart)
            return;
        _heldStart += Process(_held.AsSpan(_heldStart, _heldEnd - _heldStart));
        if (_heldStart == _heldEnd)
            ReturnHeld();
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        int length = _heldEnd - _heldStart;
        if (_heldEnd + bytes.Length > _held.Length)
        {
            byte[] target = length + bytes.Length <= _held.Length ? _held : ArrayPool<byte>.Shared.Rent(Math.Max(length + bytes.Length, length * 2));
            _held.AsSpan(_heldStart, length).CopyTo(target);
            if (target != _held)
                ReturnHeld();
            (_held, _heldStart, _heldEnd) = (target, 0, length);
        }
        bytes.CopyTo(_held.AsSpan(_heldEnd));
        _heldEnd += bytes.Length;
    }

    private void ReturnHeld()
    {
        if (_held.Length > 0)
            ArrayPool<byte>.Shared.Return(_held);
        (_held, _heldStart, _heldEnd) = ([], 0, 0);
    }
}
