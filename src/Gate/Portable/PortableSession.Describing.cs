using System.Net.Security;
using System.Net.Sockets;
using Seawall.Gate.Routing;
using Seawall.Gate.Sessions;
using Seawall.Gate.Startup;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Portable;

internal sealed partial class PortableSession
{
    private SessionTracker? _tracker;
    private SessionView? _known;
    private volatile bool _isLeaving;
    private volatile bool _isKilled;

    /// <summary>What reports tell of it; under the ledger's lock.</summary>
    public SessionView Describe() => SessionDescription.Of(_tracker, _known! with { IsLeaving = _isLeaving }, waitsSince: 0);

    /// <summary>Ends the session when it is idle, or now; under the ledger's lock.</summary>
    public void Act(SessionAct act)
    {
        if (act == SessionAct.Leave)
            _isLeaving = true;
        else
            _isKilled = true;
        // What is read of the server then is its end, in its order.
        if (act == SessionAct.Kill || MayLeave(_tracker))
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

    private static bool MayLeave(SessionTracker? tracker) => tracker is null || (tracker.Outstanding == 0 && tracker.Status == (byte)'I');

    private async Task SayKilledAsync(SessionTracker? tracker, CancellationToken cancellationToken)
    {
        if (tracker is { ServerAtBoundary: true })
            await _stream.WriteAsync(Refusal.Killed().ToBytes(), cancellationToken).ConfigureAwait(false);
    }
}
