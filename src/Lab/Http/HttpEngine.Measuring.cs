using Seawall.Kernel;
using Seawall.Transport;

namespace Seawall.Lab.Http;

/// <summary>Where the measured part begins and ends, and what is counted in it.</summary>
internal sealed partial class HttpEngine
{
    private long _began;
    private long _measuredTo;
    private long _offered;
    private long _ended;
    private long _endedMicros;
    private long _counted;
    private double _inFlightMicros;
    private TimeSpan _cpuAtStart;
    private TimeSpan _cpuAtEnd;
    private long _bytesAtStart;

    public bool Interrupted { get; private set; }

    public string? Raised { get; private set; }

    public long Reconnects { get; private set; }

    /// <summary>Bytes the loop's thread allocated in the measured part; 0 is what must hold.</summary>
    public long Allocated { get; private set; }

    public bool IsMeasuring => _phase == Phase.Measuring;

    /// <summary>Whole seconds of the measured part so far.</summary>
    public int MeasuredSeconds => IsMeasuring ? (int)((Loop.NowMicros - _began) / 1_000_000) : 0;

    /// <summary>Requests that ended, counted from the first on.</summary>
    public long EndedSoFar { get; private set; }

    public long ErrorsSoFar => _measures.Sum(measure => measure.Errors);

    private bool Counts(long intended) => intended >= _from && intended < _end;

    /// <summary>The successor of an ended request in a closed loop.</summary>
    private void Successor(long now) => Start(now, now);

    private void Note(long intended, long corrected, bool error)
    {
        LoadTimeline.Slot slot = _timeline.At(intended - _from);
        slot.Corrected.Record(corrected);
        slot.Errors += error ? 1 : 0;
        if (_plan.Arrivals is null)
        {
            slot.Offered++;
            _offered++;
        }
    }

    /// <summary>Adds the time since the last change to the integral of what is under way.</summary>
    private void Account(long now)
    {
        if (_phase == Phase.Measuring)
        {
            _inFlightMicros += (double)InFlight * (now - _counted);
            _counted = now;
        }
    }

    private void BeginMeasuring(long now)
    {
        _phase = Phase.Measuring;
        (_began, _counted) = (now, now);
        _cpuAtStart = Environment.CpuUsage.TotalTime;
        _bytesAtStart = GC.GetAllocatedBytesForCurrentThread();
    }

    private void EndMeasuring(long now)
    {
        Account(now);
        Allocated = GC.GetAllocatedBytesForCurrentThread() - _bytesAtStart;
        _cpuAtEnd = Environment.CpuUsage.TotalTime;
        _measuredTo = now;
        _phase = Phase.Draining;
        Loop.StopAlarm();
        _drain.Start(_plan.Drain);
        FinishWhenDrained();
    }

    private void FinishWhenDrained()
    {
        if (InFlight == 0 && Waiting == 0)
        {
            Finish();
        }
    }

    /// <summary>Gives up what is still under way and ends the run.</summary>
    private void Finish()
    {
        if (_phase == Phase.Over)
        {
            return;
        }

        _phase = Phase.Over;
        _sweep.Stop();
        _drain.Stop();
        long now = Loop.NowMicros;
        foreach (TargetPool pool in _pools)
        {
            foreach (HttpConnection connection in pool.All)
            {
                if (connection.IsBusy && Counts(connection.Intended))
                {
                    _measures[Requests.InterfaceOf(connection.Request)].RecordFailure(now - connection.Intended, now - connection.Sent, timedOut: true);
                    Note(connection.Intended, now - connection.Intended, error: true);
                }
            }

            while (pool.Waiting.TryTake(out WaitingQueue.Waiting waiting))
            {
                if (_plan.Arrivals is not null && Counts(waiting.Intended))
                {
                    _measures[Requests.InterfaceOf(waiting.Request)].Dropped++;
                }
            }
        }

        _over.TrySetResult();
    }

    private void Interrupt()
    {
        if (_phase is Phase.Draining or Phase.Over)
        {
            return;
        }

        Interrupted = true;
        long now = Loop.NowMicros;
        if (_phase != Phase.Measuring)
        {
            (_from, _end, _began, _measuredTo) = (now, now, now, now);
            Finish();
            return;
        }

        _end = now;
        EndMeasuring(now);
    }

    private void Fail(string fault)
    {
        _fault = fault;
        _phase = Phase.Over;
        _over.TrySetResult();
    }

    private LoadOutcome Outcome()
    {
        LoadMeasure all = new();
        foreach (LoadMeasure measure in _measures)
        {
            all.Add(measure);
        }

        return new LoadOutcome
        {
            Seconds = (_measuredTo - _began) / 1e6,
            Scheduled = (_end - _from) / 1e6,
            Offered = _offered,
            Interfaces = _measures,
            All = all,
            Timeline = _timeline,
            MeanInFlight = _measuredTo > _began ? _inFlightMicros / (_measuredTo - _began) : 0,
            Ended = _ended,
            EndedInAll = EndedSoFar,
            EndedMicros = _endedMicros,
            Lateness = _lateness,
            GeneratorSeconds = (_cpuAtEnd - _cpuAtStart).TotalSeconds,
            Reconnects = Reconnects,
            Raised = Raised,
            Interrupted = Interrupted,
        };
    }
}
