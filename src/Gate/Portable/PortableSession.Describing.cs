using System.Net.Security;
using System.Net.Sockets;
using Seawall.Gate.Routing;
using Seawall.Gate.Sessions;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Portable;

internal sealed partial class PortableSession
{
    private SessionTracker? _tracker;
    private SessionView? _known;
    private PortableRelay? _relay;
    private volatile bool _isLeaving;
    private volatile bool _isKilled;

    /// <summary>What reports tell of it; under the ledger's lock.</summary>
    public SessionView Describe() => SessionDescription.Of(_tracker, _known! with { IsLeaving = _isLeaving, IsPaused = _relay is { IsPaused: true } }, _relay?.WaitsSince ?? 0);

    /// <summary>Ends the session when it is idle, or now; under the ledger's lock.</summary>
    public void Act(SessionAct act)
    {
        if (act == SessionAct.Leave)
            _isLeaving = true;
        else
            _isKilled = true;
        // What is read of the server then is its end, in its order.
        if (act == SessionAct.Kill || MayLeave)
            _server!.Shutdown(SocketShutdown.Both);
    }

    private void BeginTelling(SessionTracker? tracker, Upstream upstream)
    {
        _tracker = tracker;
        _known = new SessionView
        {
            Id = "",
            Login = "",
            Database = "",
            Business = "",
            Application = "",
            Address = client.RemoteEndPoint?.ToString() ?? "",
            Upstream = upstream.Address,
            State = "",
            ConnectedUnixMs = owner.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            IsTls = _stream is SslStream,
        };
        owner.Sessions[this] = 0;
    }

    private bool MayLeave => _tracker is null || IsIdle;
}
