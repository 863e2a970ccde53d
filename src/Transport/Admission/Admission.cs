using System.Net.Sockets;
using System.Runtime.InteropServices;
using Seawall.Transport.Native;

namespace Seawall.Transport;

/// <summary>
/// Flow control of a service's connections, over all its loops and listeners: how fast they are accepted, how many may be without a name, how many there may be of an address,
/// of a class and together, and who gives way when all places are taken. Whoever may not come yet waits in the kernel's backlog, where it costs this process neither memory nor a
/// descriptor; a service's own words are only for who has said who he is.
/// </summary>
/// <remarks>One lock, held for some tens of instructions a connection; connections are told to go outside it. A seat costs 80 bytes of one array.</remarks>
public sealed class Admission
{
    /// <summary>How many grades there are; 0 matters most.</summary>
    public const int Grades = 5;

    /// <summary>How many that gave way may be on their way out at once, beside all that are counted.</summary>
    public const int MostShedding = 256;

    private const int Unnamed = Grades;
    private const int Leaving = Grades + 1;

    // How many of a grade are looked at for an idle one: a moment's work has a bound.
    private const int MostLookedAt = 64;
    private const int MostClasses = 4_096;

    private readonly Lock _turn = new();
    private readonly SeatTable _seats = new(Grades + 2);
    private readonly Dictionary<AddressKey, AddressCount> _addresses = [];
    private readonly Dictionary<string, ConnectionClass> _classes = new(StringComparer.Ordinal);
    private readonly AdmissionCounters _counters = new();
    private volatile AdmissionOptions _options;
    private TokenBucket _tokens;
    private int _handshakes;
    private int _named;
    private int _shedding;
    private int _leaving;

    /// <summary>An admission with these options; throws <see cref="ArgumentException"/> that names every fault of them.</summary>
    public Admission(AdmissionOptions? options = null) => _options = Sound(options ?? new AdmissionOptions());

    /// <summary>What is in force.</summary>
    public AdmissionOptions Options => _options;

    /// <summary>What has happened so far.</summary>
    public AdmissionCounters Counters => _counters;

    /// <summary>Connections that have not said who they are.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>Connections that have.</summary>
    public int Named => Volatile.Read(ref _named);

    /// <summary>Puts other options in force, for connections that come from now on; those that are here stay.</summary>
    public void Apply(AdmissionOptions options) => _options = Sound(options);

    /// <summary>Every class that has been seen, a copy.</summary>
    public IReadOnlyList<ConnectionClass> Classes()
    {
        lock (_turn)
            return [.. _classes.Values];
    }

    /// <summary>The class of a name; beyond 4,096 names <c>other</c>, so that no one fills memory by naming himself ever anew.</summary>
    public ConnectionClass ClassOf(string name)
    {
        lock (_turn)
        {
            if (_classes.TryGetValue(name, out ConnectionClass? known))
                return known;
            if (_classes.Count >= MostClasses)
                name = "other";
            return _classes.TryGetValue(name, out known) ? known : _classes[name] = new ConnectionClass(name);
        }
    }

    /// <summary>Takes a place for the next connection before it is accepted: 0, or the microseconds until to ask again. A place taken is used by <see cref="Sit"/> or given back by <see cref="Unreserve"/>.</summary>
    public long TryReserve(long nowMicros)
    {
        AdmissionOptions options = _options;
        lock (_turn)
        {
            long wait = _tokens.MicrosToNext(options.AcceptPerSecond, options.AcceptBurst, nowMicros);
            int oldest = _seats.First(Unnamed);
            TimeSpan age = oldest == SeatTable.None ? TimeSpan.Zero : TimeSpan.FromMicroseconds(nowMicros - _seats[oldest].Since);
            switch (AdmissionDecisions.Decide(wait == 0, _handshakes, options.Handshakes, age, options.HandshakeLeast))
            {
                case Accepting.WaitForToken:
                    _counters.WaitedForToken++;
                    return wait;
                case Accepting.WaitForHandshake:
                    _counters.WaitedForHandshake++;
                    return (long)TimingWheel.Tick.TotalMicroseconds;
            }
            _tokens.Take();
            _handshakes++;
            return 0;
        }
    }

    /// <summary>There was no connection for the place taken.</summary>
    public void Unreserve()
    {
        lock (_turn)
        {
            _tokens.Return();
            _handshakes--;
        }
    }

    /// <summary>Seats a connection on the place taken, for the oldest unfinished handshake if that had to be; -1 when its address has too many unfinished handshakes, so that it is to be closed.</summary>
    public int Sit(IAdmitted owner, AddressKey address, long nowMicros)
    {
        IAdmitted? goes = null;
        IAdmitted? gives = null;
        int seat;
        lock (_turn)
        {
            if (!address.IsNone)
            {
                ref AddressCount count = ref CollectionsMarshal.GetValueRefOrAddDefault(_addresses, address, out _);
                int most = _options.HandshakesPerAddress;
                if (most > 0 && count.Unnamed >= most)
                {
                    _handshakes--;
                    _counters.ClosedByAddress++;
                    return SeatTable.None;
                }
                count.Unnamed++;
            }
            // Who was refused and does not go takes the place of a handshake, until somebody needs it.
            if (_handshakes + _leaving > _options.Handshakes && _seats.First(Leaving) is var refused and not SeatTable.None)
            {
                goes = _seats[refused].Owner;
                EndLeaving(refused);
                _seats[refused].State = SeatState.Gone;
            }
            if (_handshakes > _options.Handshakes && _seats.First(Unnamed) is var oldest and not SeatTable.None)
            {
                gives = _seats[oldest].Owner;
                EndHandshake(ref _seats[oldest], oldest);
                StartLeaving(oldest);
                _counters.SlowHandshakes++;
            }
            seat = _seats.Take();
            _seats[seat] = new Seat { Owner = owner, Address = address, Since = nowMicros, State = SeatState.Unnamed };
            _seats.Append(Unnamed, seat);
            _counters.Accepted++;
        }
        goes?.Leave(LeaveReason.SlowHandshake);
        gives?.Leave(LeaveReason.SlowHandshake);
        return seat;
    }

    /// <summary>The connection has said who it is. When it is not admitted it is counted no more: the service tells it why and closes it.</summary>
    public Naming Name(int seat, ConnectionClass ofClass, int grade)
    {
        AdmissionOptions options = _options;
        IAdmitted? gives = null;
        Naming naming;
        lock (_turn)
        {
            ref Seat one = ref _seats[seat];
            if (one.State != SeatState.Unnamed)
                return Naming.Full;
            EndHandshake(ref one, seat);
            bool full = options.Total > 0 && _named >= options.Total;
            int victim = full && _shedding < MostShedding ? Victim(grade) : SeatTable.None;
            naming = AdmissionDecisions.Decide(new NamingState(
                one.Address.IsNone ? 0 : _addresses.GetValueOrDefault(one.Address).Named, one.Address.IsNone ? 0 : options.PerAddress,
                ofClass.Count, options.PerClass(ofClass.Name), _named, options.Total, grade, victim == SeatTable.None ? -1 : _seats[victim].Grade));
            _counters.Count(naming);
            ofClass.Grade = grade;
            if (naming is not (Naming.Admitted or Naming.AdmittedForAnother))
            {
                ofClass.Refused++;
                StartLeaving(seat);
                return naming;
            }
            if (naming == Naming.AdmittedForAnother)
            {
                gives = _seats[victim].Owner;
                _seats[victim].Class!.Shed++;
                EndNamed(ref _seats[victim], victim);
                _seats[victim].State = SeatState.Shed;
                _shedding++;
            }
            (one.State, one.Class, one.Grade) = (SeatState.Named, ofClass, (byte)grade);
            _seats.Append(grade, seat);
            _named++;
            ofClass.Count++;
            ofClass.Admitted++;
            if (!one.Address.IsNone)
                CollectionsMarshal.GetValueRefOrAddDefault(_addresses, one.Address, out _).Named++;
        }
        gives?.Leave(LeaveReason.Shed);
        return naming;
    }

    /// <summary>Bounds the time in which the peer of a socket accepted elsewhere is noticed to be gone, as listeners do for theirs.</summary>
    public void WatchPeer(Socket socket)
    {
        if (EventLoop.IsSupported)
            SocketCalls.WatchPeer((int)socket.Handle, _options);
    }

    /// <summary>Another takes care of the connection from now on, as when a TLS stream takes its socket over.</summary>
    public void Pass(int seat, IAdmitted owner)
    {
        lock (_turn)
            _seats[seat].Owner = owner;
    }

    /// <summary>The connection is gone.</summary>
    public void Leave(int seat)
    {
        lock (_turn)
        {
            ref Seat one = ref _seats[seat];
            if (one.State == SeatState.Unnamed)
                EndHandshake(ref one, seat);
            else if (one.State == SeatState.Named)
                EndNamed(ref one, seat);
            else if (one.State == SeatState.Leaving)
                EndLeaving(seat);
            else if (one.State == SeatState.Shed)
                _shedding--;
            _seats.Return(seat);
        }
    }

    // The newest idle one of the lowest grade below; else the newest, which goes once it is idle.
    private int Victim(int grade)
    {
        for (int lowest = Grades - 1; lowest > grade; lowest--)
        {
            int seat = _seats.Last(lowest);
            for (int looked = 0; seat != SeatTable.None && looked < MostLookedAt; looked++, seat = _seats[seat].Previous)
            {
                if (_seats[seat].Owner!.IsIdle)
                    return seat;
            }
            if (_seats.Last(lowest) is var newest and not SeatTable.None)
                return newest;
        }
        return SeatTable.None;
    }

    private void EndHandshake(ref Seat one, int seat)
    {
        _seats.Remove(Unnamed, seat);
        _handshakes--;
        Drop(one.Address, named: 0, unnamed: 1);
    }

    private void EndNamed(ref Seat one, int seat)
    {
        _seats.Remove(one.Grade, seat);
        _named--;
        one.Class!.Count--;
        Drop(one.Address, named: 1, unnamed: 0);
    }

    private void StartLeaving(int seat)
    {
        _seats[seat].State = SeatState.Leaving;
        _seats.Append(Leaving, seat);
        _leaving++;
    }

    private void EndLeaving(int seat)
    {
        _seats.Remove(Leaving, seat);
        _leaving--;
    }

    private void Drop(AddressKey address, int named, int unnamed)
    {
        if (address.IsNone)
            return;
        ref AddressCount count = ref CollectionsMarshal.GetValueRefOrAddDefault(_addresses, address, out _);
        count = new AddressCount(count.Named - named, count.Unnamed - unnamed);
        if (count is { Named: 0, Unnamed: 0 })
            _addresses.Remove(address);
    }

    private static AdmissionOptions Sound(AdmissionOptions options) =>
        options.Faults("admission") is { Count: > 0 } faults ? throw new ArgumentException(string.Join('\n', faults), nameof(options)) : options;

    private record struct AddressCount(int Named, int Unnamed);
}
