namespace Seawall.Lab.Replay;

/// <summary>From the first connection to the moment the run begins.</summary>
internal sealed partial class ReplayEngine
{
    private int _loggedIn;
    private int _ready;
    private bool _warm;

    /// <summary>
    /// A lane is logged in. Once all but the last are, they exchange empty queries for a while, so that code is compiled and backends
    /// are up before the run; it begins when the last has logged in too.
    /// </summary>
    public void LoggedIn(Lane lane)
    {
        if (StartedAt != 0)
        {
            // A lane that was lost and came back.
            GiveWork(lane);
            return;
        }

        if (_warm)
        {
            LaneReady();
            return;
        }

        // Not before all are in: the sending thread goes before the backends, which have to prove the passwords.
        if (++_loggedIn == _lanes.Length - 1)
        {
            _warmUp.Start(Options.WarmUp);
            foreach (Lane ready in _lanes.AsSpan(0, _loggedIn))
            {
                ready.WarmUp();
            }
        }
    }

    /// <summary>An empty query was answered.</summary>
    public void Warmed(Lane lane)
    {
        if (_warm)
        {
            LaneReady();
        }
        else
        {
            lane.WarmUp();
        }
    }

    private void ConnectAll()
    {
        if (_lanes.Length == 1)
        {
            EndWarmUp();
            return;
        }

        foreach (Lane lane in _lanes.AsSpan(0, _lanes.Length - 1))
        {
            lane.Connect();
        }
    }

    private void EndWarmUp()
    {
        _warm = true;
        _lanes[^1].Connect();
    }

    private void LaneReady()
    {
        if (++_ready == _lanes.Length)
        {
            Begin();
        }
    }
}
