using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;
using Seawall.Postgres.Protocol;
using Seawall.Transport;

namespace Seawall.Lab.Replay;

/// <summary>
/// One connection of the replay and what it is doing: it sends a step, reads the answer to its ReadyForQuery, and sends the next
/// step of the unit within the same call. Everything runs on the loop's thread.
/// </summary>
internal sealed partial class Lane(ReplayEngine engine, int index) : ConnectionHandler
{
    private static readonly byte[] _rollback = [(byte)'Q', 0, 0, 0, 13, .. "ROLLBACK"u8, 0];
    private static readonly byte[] _empty = [(byte)'Q', 0, 0, 0, 5, 0];
    private static readonly byte[] _terminate = [(byte)'X', 0, 0, 0, 4];

    /// <summary>COPY … FROM STDIN met inside a function or script: there are no rows to give. In the extended protocol the Sync sent before was thrown away, so one follows.</summary>
    private static readonly byte[] _copyFail = [(byte)'f', 0, 0, 0, 12, .. "no data"u8, 0];
    private static readonly byte[] _sync = [(byte)'S', 0, 0, 0, 4];

    private readonly ReplyReader _reply = new(sumsRows: engine.Recorded is not null);
    private TcpConnection? _connection;
    private LaneLogin? _login;
    private Phase _phase;
    private int _connectionNumber;

    private UnitRef _unit;
    private int _order;
    private int _pass;
    private long _intended;
    private long _lateness;
    private int _stepOffset;
    private long _statement;
    private int _step;
    private int _steps;
    private long _sentAt;
    private bool _isSimple;
    private bool _unitFailed;
    private StepTimes[] _times = new StepTimes[16];
    private Outcome[] _outcomes = new Outcome[4];
    private int _statements;
    private int _finished;
    private long _rows;
    private ulong _sqlState;

    private enum Phase : byte
    {
        LoggingIn,
        WarmingUp,
        Idle,
        Preparing,
        AtBarrier,
        Running,
        RollingBack,
        Retired,
    }

    public int Index => index;

    /// <summary>The session state the connection is in, -1 when unknown.</summary>
    public int State { get; private set; } = -1;

    public void Connect()
    {
        _phase = Phase.LoggingIn;
        _login = new LaneLogin(engine.Target, engine.Options);
        _reply.Reset();
        State = -1;
        _connectionNumber++;
        _connection = engine.Loop.Connect(engine.Target.Address, this);
    }

    /// <summary>Sends an empty query, which is no statement of the log.</summary>
    public void WarmUp()
    {
        _phase = Phase.WarmingUp;
        _connection!.Write(_empty);
    }

    /// <summary>Runs a unit; in barrier mode only up to where its first step can be released.</summary>
    public void Begin(int order, int pass, long intended = -1)
    {
        _order = order;
        _intended = intended;
        _lateness = -1;
        _pass = pass;
        _unit = engine.Plan.Units[order];
        var unit = new LaneUnit(engine.Plan.Bytes(_unit));
        _steps = unit.Steps;
        _stepOffset = unit.FirstStep;
        _statement = engine.Recorded is null ? 0 : engine.Plan.FirstStatement(order);
        _step = 0;
        _unitFailed = false;
        if (State != _unit.State && !_unit.Traits.HasFlag(UnitTraits.AnyState))
        {
            _phase = Phase.Preparing;
            engine.Preludes++;
            Send(engine.StatePreludes.Of(_unit.State));
            return;
        }

        Prepared();
    }

    /// <summary>Sends the first step of the unit that waits at the barrier.</summary>
    public void Release()
    {
        engine.Started(_unit);
        SendStep();
    }

    /// <summary>Nothing is left for this lane.</summary>
    public void Retire()
    {
        _phase = Phase.Retired;
        _connection!.Write(_terminate);
        _connection.CloseAfterWriting();
    }

    /// <summary>Gives up at once, whatever is under way.</summary>
    public void Abandon()
    {
        if (_phase != Phase.Retired)
        {
            Unanswered();
            _phase = Phase.Retired;
            if (_connection is null)
            {
                engine.LaneEnded();
                return;
            }

            _connection.Close();
        }
    }

    public override void OnConnected(TcpConnection connection) => _login!.Start(connection);

    public override void OnReadable(TcpConnection connection)
    {
        ReceiveResult received = connection.Receive(engine.Loop.Scratch);
        if (received.Status == ReceiveStatus.Ended)
        {
            connection.Close();
            return;
        }

        ReadOnlySpan<byte> input = engine.Loop.Scratch[..received.Bytes];
        while (_reply.Next(ref input, out byte type, out ReadOnlySpan<byte> body))
        {
            Handle(type, body, connection);
        }
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason)
    {
        if (_phase == Phase.Retired)
        {
            engine.LaneEnded();
            return;
        }

        bool beforeStart = _phase is Phase.LoggingIn or Phase.WarmingUp;
        Unanswered();
        engine.LaneLost(this, beforeStart, reason.ToString());
    }

    private void Prepared()
    {
        if (engine.Options.Mode == ReplayMode.Barrier)
        {
            _phase = Phase.AtBarrier;
            engine.AtBarrier();
            return;
        }

        engine.Started(_unit);
        SendStep();
    }

    private void SendStep()
    {
        LaneStep step = CurrentStep();
        _phase = Phase.Running;
        _statements = step.Statements;
        if (_outcomes.Length < _statements)
        {
            _outcomes = new Outcome[_statements];
        }

        Array.Clear(_outcomes, 0, _statements);
        _finished = 0;
        _rows = -1;
        _sqlState = 0;
        _ = _reply.TakeResult();
        _isSimple = step.Wire[0] == FrontendType.Query;
        if (_lateness < 0 && _intended >= 0)
        {
            // All of a unit's statements are as late as its first: with a start in time each would have been sent that much earlier.
            _lateness = Math.Max(0, engine.Loop.NowMicros - _intended);
        }

        Send(step.Wire);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        _sentAt = engine.Loop.NowMicros;
        engine.Meter.Sent(_sentAt);
        _connection!.Write(bytes);
    }

    private void EndStep(byte status)
    {
        long now = engine.Loop.NowMicros;
        engine.Timeline.Pass(now, engine.Comparison);
        engine.Meter.Answered(now);
        if (_isSimple)
        {
            SetOutcome();
        }

        LaneStep step = CurrentStep();
        long each = (now - _sentAt) / Math.Max(1, _statements);
        for (int i = 0; i < _statements; i++)
        {
            LaneStatement statement = step.Statement(i);
            engine.Comparison.Add(statement, _outcomes[i], each);
            engine.Recorded?.Add(_statement + i, statement.Digest, _pass, _outcomes[i]);
        }

        _statement += _statements;
        if (_intended >= 0)
        {
            engine.Corrected.Record(each + _lateness);
        }

        Remember(now);
        _stepOffset += step.Length;
        _step++;
        if (_step < _steps)
        {
            SendStep();
        }
        else if (status != 'I')
        {
            _phase = Phase.RollingBack;
            Send(_rollback);
        }
        else
        {
            EndUnit();
        }
    }

    private void EndUnit()
    {
        bool stateIsSure = !_unit.Traits.HasFlag(UnitTraits.Resets) && !(_unitFailed && _unit.State != _unit.StateAfter);
        State = stateIsSure && !_unit.Traits.HasFlag(UnitTraits.AnyState) ? _unit.StateAfter : -1;
        _phase = Phase.Idle;
        engine.Ended(this, _order, _pass, _steps, complete: true, _times.AsSpan(0, _step));
    }

    private void Remember(long answeredAt)
    {
        if (_step == _times.Length)
        {
            Array.Resize(ref _times, _times.Length * 2);
        }

        _times[_step] = new StepTimes(_step, (index << 16) | (_connectionNumber & 0xffff), _sentAt, answeredAt);
    }

    /// <summary>Accounts for what was under way when the connection went.</summary>
    private void Unanswered()
    {
        if (_phase is Phase.Running or Phase.Preparing or Phase.RollingBack)
        {
            engine.Meter.Answered(engine.Loop.NowMicros);
        }

        if (_phase == Phase.Running)
        {
            LaneStep step = CurrentStep();
            for (int i = 0; i < _statements; i++)
            {
                engine.Comparison.Add(step.Statement(i), _outcomes[i], engine.Loop.NowMicros - _sentAt);
            }
        }

        if (_phase is Phase.Running or Phase.Preparing or Phase.RollingBack or Phase.AtBarrier)
        {
            engine.Cut(_order, _pass, _steps, _times.AsSpan(0, _step));
        }
    }

    private LaneStep CurrentStep() => new(engine.Plan.Bytes(_unit)[_stepOffset..]);
}
