using System.Buffers;
using System.Buffers.Binary;
using Seawall.Gate.Judging;
using Seawall.Gate.Tracking;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Relaying;

/// <summary>What becomes of each message of the client.</summary>
internal sealed partial class Checkpoint
{
    // What the server says of an unnamed statement that a refused one has replaced: here it is still there.
    private static readonly StatementRefusal s_noUnnamed = new("26000", "unnamed prepared statement does not exist", hint: null, rule: "protocol");

    private const int MostNested = 4;

    private StatementRefusal? _refusal;

    private Step Look(byte type, ReadOnlySpan<byte> content, int length, ReadOnlySpan<byte> following)
    {
        if (_state.TakeVoidedSync())
            _isUnitOpen = true;
        switch (type)
        {
            case (byte)'d' or (byte)'c' or (byte)'f' or (byte)'H' when _swallows:
                return Step.Drop;
            case (byte)'d' or (byte)'c' or (byte)'f' or (byte)'H' or (byte)'p':
                return Track(type, content, length);
            case (byte)'X':
                _swallows = false;
                return Step.Pass;
        }
        if (_swallows)
            return type == (byte)'S' ? EndSwallowing() : Step.Drop;
        if (MustHoldForCancel())
        {
            _heldForCancel = true;
            return Step.Stop;
        }
        switch (type)
        {
            case (byte)'S':
                return OnSync();
            case (byte)'Q' when MayJudge():
                return OnQuery(content, length);
            case (byte)'P' when MayJudge():
                return OnParse(content, length, following);
            case (byte)'B' when MayJudge():
                return OnBind(content, length);
            case (byte)'F' when MayJudge():
                return OnFunction(content, length);
            case (byte)'D' when _lostUnnamed && MayJudge() && content.SequenceEqual("S\0"u8):
                return RefuseWith(s_noUnnamed);
            default:
                _isUnitOpen = type is not ((byte)'Q' or (byte)'F');
                return Track(type, content, length);
        }
    }

    private Step Track(byte type, ReadOnlySpan<byte> content, int length)
    {
        _messages.OnMessage(type, content, length);
        return Step.Pass;
    }

    // What the server discards or fails without looking at it is not judged. A failed transaction lets only its end through, as long as no such end is on its way.
    private bool MayJudge() => !_fails && !_state.IsDiscarding && !(_state.Status == (byte)'E' && _state.Requests.Count == 0);

    private Step OnSync()
    {
        if (!_state.IsCopyingIn)
        {
            (_isUnitOpen, _fails) = (false, false);
            Judged(null);
        }
        return Track((byte)'S', default, 0);
    }

    private Step OnQuery(ReadOnlySpan<byte> content, int length)
    {
        StatementText text = _pending ?? _messages.ReadQuery(content, isCut: content.Length < length);
        Step step = Ask(text, ClientMessages.TakeText(ref content), default, isSimple: true);
        if (step == Step.Pass)
        {
            _messages.AddQuery(text);
            (_isUnitOpen, _lostUnnamed) = (false, false);
            Judged(null);
            WatchTime();
        }
        return Settle(step, text, isOwned: true);
    }

    private Step OnParse(ReadOnlySpan<byte> content, int length, ReadOnlySpan<byte> following)
    {
        ulong name = 0;
        StatementText text = _pending ?? _messages.ReadParse(content, isCut: content.Length < length, out name);
        Step step = Step.Pass;
        if (name == 0)
        {
            ClientMessages.TakeText(ref content);
            step = Ask(text, ClientMessages.TakeText(ref content), BoundNext(following), isSimple: false);
        }
        if (step == Step.Pass)
        {
            _state.AddParse(name, text);
            _isUnitOpen = true;
            if (name == 0)
            {
                _lostUnnamed = false;
                Judged(text);
                WatchTime();
            }
        }
        return Settle(step, text, isOwned: true);
    }

    private Step OnBind(ReadOnlySpan<byte> content, int length)
    {
        bool isCut = content.Length < length;
        ulong portal = ClientMessages.TakeName(ref content);
        ulong name = ClientMessages.TakeName(ref content);
        if (name == 0 && _lostUnnamed)
            return RefuseWith(s_noUnnamed);
        if (_pending is null && _state.IsAmbiguous(name))
        {
            _heldForName = _asksForReplies = true;
            return Step.Stop;
        }
        StatementText? text = _pending ?? _state.FindSent(name);
        bool isNew = text is not null && text != _judged;
        Step step = isNew ? Ask(text!, default, content, isSimple: false) : Step.Pass;
        if (step == Step.Pass)
        {
            _messages.AddBind(portal, name, content, isCut);
            _isUnitOpen = true;
            if (isNew)
            {
                Judged(text);
                WatchTime();
            }
        }
        return isNew ? Settle(step, text!, isOwned: false) : step;
    }

    private Step OnFunction(ReadOnlySpan<byte> content, int length)
    {
        StatementText text = _pending ?? _state.Ledger.Catalog.DescribeCall(_state.Ledger.Pools.Text());
        Step step = Ask(text, default, default, isSimple: true);
        if (step == Step.Pass)
        {
            Track((byte)'F', content, length);
            _isUnitOpen = false;
            WatchTime();
            text.Release(_state.Ledger.Pools);
            _pending = null;
            return step;
        }
        return Settle(step, text, isOwned: true);
    }

    // The pending text is held by whoever described it (a Query, a Parse, a function call), or once more by this (a Bind's).
    private Step Settle(Step step, StatementText text, bool isOwned)
    {
        bool wasPending = _pending is not null;
        if (step == Step.Stop)
        {
            if (!isOwned && !wasPending)
                text.Hold();
            _pending = text;
            return step;
        }
        if ((isOwned && step == Step.Refuse) || (!isOwned && wasPending))
            text.Release(_state.Ledger.Pools);
        _pending = null;
        return step;
    }

    private Step Ask(StatementText text, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> bound, bool isSimple)
    {
        StatementText meant = Meant(text);
        if (meant != text && text.Prepared is null)
            sql = default;
        text = meant;
        if (text.Info.Kind is StatementKind.Empty or StatementKind.Commit or StatementKind.Rollback or StatementKind.RollbackTo or StatementKind.Release)
            return Step.Pass;
        Answer answer = _answer;
        _answer = Answer.None;
        if (answer == Answer.Refuse)
            return RefuseWith(_otherwise!);
        StatementCall call = new()
        {
            Session = _state.Identity,
            Statement = text,
            Business = _state.Identity.BusinessOf(text.Application),
            Upstream = _upstream,
            Sql = sql,
            Bound = bound,
            InTransaction = _state.Status != (byte)'I' || _isUnitOpen || _state.Requests.Count > 0,
            IsSimple = isSimple,
            NowMicros = _state.Ledger.NowMicros,
        };
        if (answer == Answer.None)
            (_ticket.CancelAfterMs, _ticket.Cancelled) = (0, null);
        Verdict verdict = answer == Answer.GoOn ? _judge.GoOn(call, _ticket) : _judge.Decide(call, _ticket);
        switch (verdict.Kind)
        {
            case VerdictKind.Allow:
                return Step.Pass;
            case VerdictKind.Refuse:
                return RefuseWith(verdict.Refusal!);
            default:
                (_waits, _otherwise) = (true, verdict.Refusal);
                if (answer == Answer.None)
                    WaitsSince = _state.Ledger.NowMicros;
                _relay.StartPatience(Math.Max(1, verdict.PatienceMs));
                return Step.Stop;
        }
    }

    // An SQL PREPARE or EXECUTE is judged as the statement it names.
    private StatementText Meant(StatementText text)
    {
        for (int depth = 0; text.SqlName != 0 && depth < MostNested; depth++)
        {
            if ((text.Prepared ?? _state.FindSent(text.SqlName)) is not { } named || named == text)
                break;
            text = named;
        }
        return text;
    }

    private Step RefuseWith(StatementRefusal refusal)
    {
        _refusal = refusal;
        return Step.Refuse;
    }

    private void Refuse(byte type)
    {
        StatementRefusal refusal = _refusal!;
        _refusal = null;
        refusal.CountTold();
        if (CanAnswerHere())
            RefuseHere(type, refusal);
        else
            RefuseThere(type, refusal);
    }

    private bool CanAnswerHere() =>
        _state.Status == (byte)'I' && !_isUnitOpen && !_state.HasHead() && _tracker.ServerAtBoundary && !_state.IsBlind;

    private void RefuseHere(byte type, StatementRefusal refusal)
    {
        // A simple query and a Parse end the unnamed statement there was, failed or not.
        _lostUnnamed |= type is (byte)'Q' or (byte)'P' && _state.Statements.Find(0) is not null;
        _swallows = type is (byte)'P' or (byte)'B' or (byte)'D';
        byte[] answer = ArrayPool<byte>.Shared.Rent(refusal.Bytes.Length + Substitute.ReadyIdle.Length);
        refusal.Bytes.CopyTo(answer, 0);
        Substitute.ReadyIdle.CopyTo(answer.AsSpan(refusal.Bytes.Length));
        _relay.ToClient(answer.AsSpan(0, refusal.Bytes.Length + (_swallows ? 0 : Substitute.ReadyIdle.Length)));
        ArrayPool<byte>.Shared.Return(answer);
        _ticket.OnReady(idle: true);
    }

    private void RefuseThere(byte type, StatementRefusal refusal)
    {
        (byte[] substitute, RequestKind kind) = type switch
        {
            (byte)'Q' => (Substitute.Query(refusal), RequestKind.Query),
            (byte)'F' => (Substitute.Function, RequestKind.Function),
            (byte)'P' => (Substitute.Parse(refusal), RequestKind.Parse),
            _ => (Substitute.Bind, RequestKind.Bind),
        };
        _state.AddRefused(kind, refusal);
        _relay.ToServer(substitute);
        // After a failed extended message the server skips all up to Sync.
        _fails = kind is RequestKind.Parse or RequestKind.Bind;
        _isUnitOpen = _fails;
        if (kind is RequestKind.Query or RequestKind.Parse)
            _lostUnnamed = false;
    }

    private Step EndSwallowing()
    {
        _swallows = false;
        if (!_tracker.ServerAtBoundary)
        {
            // A message of the server's is half way to the client; the server answers the Sync itself behind it.
            return OnSync();
        }
        _relay.ToClient(Substitute.ReadyIdle);
        return Step.Drop;
    }

    private void Judged(StatementText? text)
    {
        text?.Hold();
        _judged?.Release(_state.Ledger.Pools);
        _judged = text;
    }

    // Clients send Parse and Bind together: the values are at hand when the statement is judged at its Parse.
    private static ReadOnlySpan<byte> BoundNext(ReadOnlySpan<byte> following)
    {
        if (following.Length < HeaderLength || following[0] != (byte)'B')
            return default;
        int length = BinaryPrimitives.ReadInt32BigEndian(following[1..]) - 4;
        if (length < 0 || length > following.Length - HeaderLength)
            return default;
        ReadOnlySpan<byte> content = following.Slice(HeaderLength, length);
        ClientMessages.TakeText(ref content);
        return ClientMessages.TakeText(ref content).IsEmpty ? content : default;
    }
}
