using System.Text;
using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;
using Seawall.Postgres.Protocol;
using Seawall.Transport;

namespace Seawall.Lab.Replay;

/// <summary>What the server's messages mean to a lane.</summary>
internal sealed partial class Lane
{
    private void Handle(byte type, ReadOnlySpan<byte> body, TcpConnection connection)
    {
        switch (type)
        {
            case BackendType.ReadyForQuery:
                Ready(body.IsEmpty ? (byte)'I' : body[0]);
                break;
            case BackendType.CommandComplete:
                long rows = CommandTag.Rows(body);
                _rows = rows < 0 ? _rows : Math.Max(0, _rows) + rows;
                EndStatement();
                break;
            case BackendType.EmptyQueryResponse:
                EndStatement();
                break;
            case BackendType.ErrorResponse:
                Failed(body);
                break;
            case BackendType.CopyInResponse:
                connection.Write(_copyFail);
                if (!_isSimple)
                {
                    connection.Write(_sync);
                }

                break;
            case BackendType.Authentication:
                if (_login!.Answer(body, connection) is { } fault)
                {
                    engine.Fail(fault);
                }

                break;
        }
    }

    private void Ready(byte status)
    {
        switch (_phase)
        {
            case Phase.LoggingIn:
                _phase = Phase.Idle;
                engine.LoggedIn(this);
                break;
            case Phase.WarmingUp:
                _phase = Phase.Idle;
                engine.Warmed(this);
                break;
            case Phase.Preparing:
                engine.AroundMicros += engine.Loop.NowMicros - _sentAt;
                engine.Meter.Answered(engine.Loop.NowMicros);
                State = _unit.State;
                Prepared();
                break;
            case Phase.Running:
                EndStep(status);
                break;
            case Phase.RollingBack:
                engine.AroundMicros += engine.Loop.NowMicros - _sentAt;
                engine.Meter.Answered(engine.Loop.NowMicros);
                EndUnit();
                break;
        }
    }

    /// <summary>In a pipeline each statement completes by itself; a simple query is one statement of the log, however many it holds.</summary>
    private void EndStatement()
    {
        if (_phase == Phase.Running && !_isSimple)
        {
            SetOutcome();
        }
    }

    private void SetOutcome()
    {
        if (_finished < _statements)
        {
            _outcomes[_finished++] = new Outcome(true, _rows, _sqlState, _reply.TakeResult());
        }

        _rows = -1;
        _sqlState = 0;
    }

    private void Failed(ReadOnlySpan<byte> body)
    {
        _ = ErrorFields.TryParse(body, out ErrorFields fields);
        switch (_phase)
        {
            case Phase.LoggingIn:
                engine.Fail($"the target refused lane {index}: {Encoding.UTF8.GetString(fields.Message)}");
                break;
            case Phase.Preparing:
                engine.PreludeErrors++;
                engine.LastPreludeError ??= Encoding.UTF8.GetString(fields.Message);
                break;
            case Phase.Running:
                _sqlState = Comparison.Pack(fields.SqlState);
                _unitFailed = true;
                if (_finished < _statements)
                {
                    LaneStatement expected = CurrentStep().Statement(_finished);
                    if (!Comparison.IsSame(expected.SqlState, _sqlState))
                    {
                        engine.Comparison.Sample(expected.Digest, fields.SqlState, fields.Message);
                    }
                }

                if (!_isSimple)
                {
                    SetOutcome();
                }

                break;
        }
    }
}
