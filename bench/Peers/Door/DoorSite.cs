using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;

namespace Seawall.Peers.Door;

/// <summary>The service behind the front door, a process of its own: it counts every request that reaches it, and watches the room beside it.</summary>
internal static class DoorSite
{
    /// <summary>The first argument of the program when it is to be this service.</summary>
    public const string Argument = "door-site";

    /// <summary>What buyers ask for.</summary>
    public const string Path = "/items/42/buy";

    public static async Task<int> RunAsync(int port, DirectoryInfo state)
    {
        Watch watch = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Use(next => connection => watch.CountAsync(connection, next)));
        });
        builder.WebHost.UseSockets(sockets => sockets.Backlog = 4096);
        builder.Logging.ClearProviders();
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = "shop", Edge = true, DoorSecret = "of this bench", State = state });
        WebApplication app = builder.Build();
        app.UseRouting();
        app.UseSeawall();
        app.MapMethods(Path, ["GET", "POST"], watch.Buy);
        app.MapPut("/bench/room", async (HttpRequest request, LiveConfig config) =>
        {
            using StreamReader body = new(request.Body);
            string room = await body.ReadToEndAsync(request.HttpContext.RequestAborted);
            config.Swap(ConfigSnapshot.Of(config.Current.Revision + 1, room.Length == 0 ? [] : [new ConfigEntry("door/rush", room, config.Current.Revision + 1)]));
            watch.Begin();
        });
        app.MapGet("/bench/seen", watch.See);
        using CancellationTokenSource end = new();
        Task watching = watch.RunAsync(end.Token);
        await app.RunAsync();
        await end.CancelAsync();
        await watching;
        return 0;
    }

    /// <summary>What the service saw since the room began.</summary>
    /// <param name="Requests">Requests that reached it.</param>
    /// <param name="MostInside">The most passes good at once, looked at every 5 ms.</param>
    /// <param name="Connections">The most connections open at once.</param>
    /// <param name="OverAt">The tick of <see cref="Stopwatch"/> at which the room was over; 0 while it is not.</param>
    /// <param name="EmptyAt">The tick at which nobody was left waiting after that.</param>
    public sealed record Seen(long Requests, long MostInside, int Connections, long OverAt, long EmptyAt);

    private sealed class Watch
    {
        private readonly MeterListener _listener = new();
        private long _requests;
        private long _mostInside;
        private int _open;
        private int _mostOpen;
        private long _overAt;
        private long _emptyAt;
        private long _waiting;

        public Watch()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Seawall.Doors" && instrument.IsObservable)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            {
                if (instrument.Name == "seawall.door.inside")
                    _mostInside = Math.Max(_mostInside, value);
                else if (instrument.Name == "seawall.door.waiting")
                    _waiting = value;
            });
            _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) =>
            {
                if (instrument.Name == "seawall.door.over" && value == 1 && _overAt == 0)
                    _overAt = Stopwatch.GetTimestamp();
            });
            _listener.Start();
        }

        // Its length is said: what buyers read has no chunks.
        public IResult Buy()
        {
            Interlocked.Increment(ref _requests);
            return Results.Text("bought");
        }

        public void Begin() => (_requests, _mostInside, _overAt, _emptyAt) = (0, 0, 0, 0);

        public Seen See() => new(_requests, _mostInside, _mostOpen, _overAt, _emptyAt);

        public async Task CountAsync(ConnectionContext connection, ConnectionDelegate next)
        {
            int open = Interlocked.Increment(ref _open);
            InterlockedMax(ref _mostOpen, open);
            await next(connection);
            Interlocked.Decrement(ref _open);
        }

        public async Task RunAsync(CancellationToken ct)
        {
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
            try
            {
                while (await timer.WaitForNextTickAsync(ct))
                {
                    _listener.RecordObservableInstruments();
                    if (_overAt != 0 && _emptyAt == 0 && _waiting == 0)
                        _emptyAt = Stopwatch.GetTimestamp();
                }
            }
            catch (OperationCanceledException)
            {
                // The service ends.
            }
        }

        private static void InterlockedMax(ref int target, int value)
        {
            for (int seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
                Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
