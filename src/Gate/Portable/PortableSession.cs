using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using Seawall.Gate.SqlConsole;
using Seawall.Gate.Routing;
using Seawall.Gate.Sessions;
using Seawall.Gate.Startup;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Portable;

/// <summary>One client on asynchronous streams: the same steps and the same tracker as on an event loop.</summary>
internal sealed partial class PortableSession(PortableGate owner, Socket client, int seat)
{
    private const int BufferSize = 32 * 1024;
    private readonly byte[] _startup = new byte[PacketCodes.LongestPacket];
    private Stream _stream = Stream.Null;
    private int _length;

    public async Task RunAsync(bool startTls, CancellationToken cancellationToken)
    {
        try
        {
            if (!TakeSeat())
                return;
            // A client may be gone before it is looked at; a stream can't be had of its socket then.
            client.NoDelay = client.AddressFamily != AddressFamily.Unix;
            _stream = new NetworkStream(client, ownsSocket: true);
            await ServeAsync(startTls, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client or the server is gone; both sides are closed below, and nothing else is left to tell.
        }
        finally
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
            client.Dispose();
            LeaveSeat();
        }
    }

    private async Task ServeAsync(bool isTls, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(owner.Context.Admission.HandshakeLimit);
        bool gssAnswered = false;
        if (isTls)
            await StartTlsAsync(limit.Token).ConfigureAwait(false);
        while (true)
        {
            StartupStep step = await ReadStepAsync(limit.Token).ConfigureAwait(false);
            switch (step.Kind)
            {
                case StartupStepKind.Ssl when !isTls:
                    isTls = true;
                    if (!await AnswerSslAsync(step, limit.Token).ConfigureAwait(false))
                        return;
                    break;
                case StartupStepKind.Gss when !gssAnswered:
                    gssAnswered = true;
                    if (!await AnswerNoAsync("GSSAPI encryption", step, limit.Token).ConfigureAwait(false))
                        return;
                    break;
                case StartupStepKind.Cancel:
                    await CancelAsync(_startup.AsMemory(0, step.Length), limit.Token).ConfigureAwait(false);
                    await EndAsync().ConfigureAwait(false);
                    return;
                case StartupStepKind.Start:
                    limit.CancelAfter(Timeout.InfiniteTimeSpan);
                    await StartAsync(step, cancellationToken).ConfigureAwait(false);
                    return;
                case StartupStepKind.Close or StartupStepKind.Incomplete:
                    return;
                default:
                    await RefuseAsync(Refusal.WrongVersion(step.Code), limit.Token).ConfigureAwait(false);
                    return;
            }
        }
    }

    private async Task<StartupStep> ReadStepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            StartupStep step = StartupReader.Peek(_startup.AsSpan(0, _length));
            if (step.Kind != StartupStepKind.Incomplete)
                return step;
            int count = await _stream.ReadAsync(_startup.AsMemory(_length), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                return step;
            _length += count;
        }
    }

    private async Task<bool> AnswerSslAsync(StartupStep step, CancellationToken cancellationToken)
    {
        if (owner.Context.Options.TlsCertificate is null)
            return await AnswerNoAsync("SSL", step, cancellationToken).ConfigureAwait(false);
        await _stream.WriteAsync("S"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        if (_length > step.Length)
        {
            await RefuseAsync(Refusal.UnencryptedDataAfter("SSL"), cancellationToken).ConfigureAwait(false);
            return false;
        }
        _length = 0;
        await StartTlsAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> AnswerNoAsync(string request, StartupStep step, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync("N"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        if (_length > step.Length)
        {
            await RefuseAsync(Refusal.UnencryptedDataAfter(request), cancellationToken).ConfigureAwait(false);
            return false;
        }
        _length = 0;
        return true;
    }

    private async Task StartTlsAsync(CancellationToken cancellationToken)
    {
        SslStream tls = new(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = owner.Context.Options.TlsCertificate },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task CancelAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        owner.Context.Counters.CountCancel();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(GateContext.CancelLimit);
        if (CancelRelay.SessionOf(owner.Context, packet.Span) is { } session)
        {
            TaskCompletionSource<bool> taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
            session.TryCancelWaiting(taken.SetResult);
            if (await taken.Task.WaitAsync(limit.Token).ConfigureAwait(false))
                return;
        }
        foreach (Upstream upstream in CancelRelay.TargetsOf(owner.Context, packet.Span))
        {
            try
            {
                using Socket server = await ConnectAsync(upstream, limit.Token).ConfigureAwait(false);
                await server.SendAsync(packet, limit.Token).ConfigureAwait(false);
                await server.ReceiveAsync(new byte[1], limit.Token).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // An upstream that is down has nothing to cancel.
            }
        }
    }

    private async Task StartAsync(StartupStep step, CancellationToken cancellationToken)
    {
        StartupParameters? parameters = StartupReader.ReadParameters(_startup.AsSpan(0, step.Length));
        Upstream? upstream = parameters is null ? null : owner.Context.Routes.Find(parameters.Database);
        bool isConsole = parameters is not null && GateConsole.Takes(parameters.Database, owner.Context.Options);
        Refusal? refusal = parameters switch
        {
            null => Refusal.BadLayout(),
            { User.Length: 0 } => Refusal.NoUser(),
            _ when upstream is null && !isConsole => Refusal.UnknownDatabase(parameters.Database, owner.Context.Routes.Served),
            _ => null,
        };
        if (refusal is not null)
        {
            await RefuseAsync(refusal, cancellationToken).ConfigureAwait(false);
            return;
        }
        if (isConsole && owner.Context.Console is { } console)
        {
            await console.ServeAsync(_stream, client.RemoteEndPoint, parameters!, _startup.AsMemory(step.Length, _length - step.Length), cancellationToken).ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
            return;
        }
        if (await WaitForTurnAsync(parameters!, upstream!, cancellationToken).ConfigureAwait(false) is { } notNow)
        {
            await RefuseAsync(notNow, cancellationToken).ConfigureAwait(false);
            return;
        }
        Socket server;
        try
        {
            server = await ConnectAsync(upstream!, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            await RefuseAsync(Refusal.UpstreamDown(upstream!.Address, e.Message), cancellationToken).ConfigureAwait(false);
            return;
        }
        await RelayAsync(server, upstream!, parameters!, step.Length, cancellationToken).ConfigureAwait(false);
    }

    private async Task RelayAsync(Socket server, Upstream upstream, StartupParameters parameters, int packetLength, CancellationToken cancellationToken)
    {
        owner.Context.Counters.CountOpened();
        SessionTracker? tracker = null;
        if (!parameters.IsReplication)
        {
            lock (owner.LedgerLock)
                tracker = new SessionTracker(owner.Ledger, owner.Ledger.IdentityOf(parameters, owner.Context.Numbers.Next()), owner.Context.Judge.IsIdle ? null : owner.Context.Judge);
        }
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Watch(tracker, server);
        BeginTelling(tracker, upstream);
        await using NetworkStream upstreamStream = new(server, ownsSocket: true);
        using PortableRelay relay = new(owner, tracker, upstream, _stream, upstreamStream);
        _relay = relay;
        try
        {
            await upstreamStream.WriteAsync(_startup.AsMemory(0, packetLength), ended.Token).ConfigureAwait(false);
            await relay.FromClientAsync(_startup.AsMemory(packetLength, _length - packetLength), ended.Token).ConfigureAwait(false);
            Task acts = relay.RunActsAsync(ended.Token);
            Task upward = PumpUpAsync(relay, server, ended.Token);
            await PumpDownAsync(upstreamStream, relay, ended.Token).ConfigureAwait(false);
            if (_goodbye is { } goodbye)
                await relay.SayAsync(goodbye.ToBytes(), ended.Token).ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(upward, acts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            owner.Sessions.TryRemove(this, out _);
            End(tracker, relay);
        }
    }

    private async Task PumpUpAsync(PortableRelay relay, Socket server, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                Volatile.Write(ref _activeAt, owner.NowMicros);
                await relay.FromClientAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                await relay.WhenRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            // Who waits at the gate and ends its side is taken for gone: it must not keep others from its place in the queue.
            if (relay.IsWaiting)
                server.Close();
            await relay.WhenReleasedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            server.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // A client that broke off: the server must see an end too.
            server.Close();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task PumpDownAsync(Stream upstreamStream, PortableRelay relay, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await upstreamStream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await relay.FromServerAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                if (relay.IsLoggedIn)
                    _turn?.Done();
                Volatile.Write(ref _activeAt, owner.NowMicros);
                LeaveWhenIdle();
                if (_isLeaving && MayLeave)
                    return;
            }
            if (_isKilled && relay.MaySpeak)
                await relay.SayAsync(Refusal.Killed().ToBytes(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void End(SessionTracker? tracker, PortableRelay relay)
    {
        lock (owner.LedgerLock)
        {
            relay.Close();
            tracker?.Close();
        }
        owner.Context.Counters.CountClosed();
    }

    private async Task RefuseAsync(Refusal refusal, CancellationToken cancellationToken)
    {
        owner.Context.Counters.CountRefused();
        await _stream.WriteAsync(refusal.ToBytes(), cancellationToken).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    // Says that nothing more comes, in the words of whichever layer is outermost.
    private async Task EndAsync()
    {
        if (_stream is SslStream tls)
            await tls.ShutdownAsync().ConfigureAwait(false);
        client.Shutdown(SocketShutdown.Send);
    }

    internal static async Task<Socket> ConnectAsync(Upstream upstream, CancellationToken cancellationToken)
    {
        ProtocolType protocol = upstream.EndPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp;
        Socket server = new(upstream.EndPoint.AddressFamily, SocketType.Stream, protocol);
        try
        {
            await server.ConnectAsync(upstream.EndPoint, cancellationToken).ConfigureAwait(false);
            if (protocol == ProtocolType.Tcp)
                server.NoDelay = true;
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }
}
