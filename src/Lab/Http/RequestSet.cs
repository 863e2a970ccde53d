using System.Buffers.Text;
using System.Net;

namespace Seawall.Lab.Http;

/// <summary>An interface under load.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Its path, with <c>{name}</c> where values differ.</param>
/// <param name="Target">Index of its address in <see cref="RequestSet.Targets"/>.</param>
/// <param name="Share">Its part of the mix; relative to the sum of all.</param>
internal sealed record InterfacePlan(string Name, string Method, string Path, int Target, double Share)
{
    public string? Business { get; init; }

    /// <summary>Statuses that count as answered well besides 200 to 399.</summary>
    public IReadOnlyList<int> Expected { get; init; } = [];

    public bool IsError(int status) => status >= 400 && !Expected.Contains(status);
}

/// <summary>Where requests go: the address and what the Host header says.</summary>
internal sealed record HttpTarget(EndPoint Address, string Host);

/// <summary>Every request as the bytes that will be sent, rendered before the run.</summary>
internal sealed class RequestSet
{
    private const int UuidLength = 36;
    private readonly byte[] _bytes;
    private readonly Rendered[] _requests;
    private readonly int[] _slots;
    private readonly int[] _firsts;
    private readonly int[] _nexts;
    private readonly double[] _bounds;
    private ulong _chance;
    private int _sequence;

    internal RequestSet(
        IReadOnlyList<HttpTarget> targets, IReadOnlyList<InterfacePlan> interfaces, byte[] bytes, Rendered[] requests, int[] slots, bool sequential, int seed)
    {
        (Targets, Interfaces, _bytes, _requests, _slots, IsSequence) = (targets, interfaces, bytes, requests, slots, sequential);
        _chance = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) | 1;
        _firsts = new int[interfaces.Count + 1];
        foreach (Rendered request in requests)
        {
            _firsts[request.Interface + 1]++;
        }

        for (int i = 0; i < interfaces.Count; i++)
        {
            _firsts[i + 1] += _firsts[i];
        }

        _nexts = _firsts[..^1];
        _bounds = new double[interfaces.Count];
        MixAll();
    }

    public IReadOnlyList<HttpTarget> Targets { get; }

    public IReadOnlyList<InterfacePlan> Interfaces { get; }

    /// <summary>Whether the requests are sent in their order, once; else by the shares of their interfaces.</summary>
    public bool IsSequence { get; }

    public int Count => _requests.Length;

    /// <summary>From now on requests of this interface only.</summary>
    public void Only(int index) => Weigh(i => i == index ? 1 : 0);

    /// <summary>From now on every interface by its share.</summary>
    public void MixAll() => Weigh(i => Interfaces[i].Share);

    /// <summary>From now on every interface by the share it has at this time from the start of the run.</summary>
    public void MixAt(Func<int, TimeSpan, double> shareAt, TimeSpan at) => Weigh(i => shareAt(i, at));

    /// <summary>The next request to send; a sequence that has ended begins again.</summary>
    public int Choose()
    {
        if (IsSequence)
        {
            _sequence = _sequence == _requests.Length ? 1 : _sequence + 1;
            return _sequence - 1;
        }

        int at = 0;
        if (_bounds.Length > 1)
        {
            double dice = (NextChance() >> 11) * (1.0 / (1UL << 53));
            while (dice >= _bounds[at])
            {
                at++;
            }
        }

        int chosen = _nexts[at]++;
        if (_nexts[at] == _firsts[at + 1])
        {
            _nexts[at] = _firsts[at];
        }

        return chosen;
    }

    public int InterfaceOf(int request) => _requests[request].Interface;

    public bool IsHead(int request) => _requests[request].Head;

    /// <summary>The request's bytes; valid until the next call, since what must be unique is written into them each time.</summary>
    public ReadOnlySpan<byte> Bytes(int request)
    {
        ref readonly Rendered rendered = ref _requests[request];
        Span<byte> bytes = _bytes.AsSpan(rendered.Offset, rendered.Length);
        for (int i = 0; i < rendered.Slots; i++)
        {
            WriteUuid(bytes.Slice(_slots[rendered.FirstSlot + i], UuidLength));
        }

        return bytes;
    }

    private void Weigh(Func<int, double> shareOf)
    {
        double sum = 0;
        for (int i = 0; i < Interfaces.Count; i++)
        {
            sum += shareOf(i);
        }

        // Nothing is asked for at all: the shares stay as they were.
        if (sum <= 0)
        {
            return;
        }

        double running = 0;
        for (int i = 0; i < Interfaces.Count; i++)
        {
            running += shareOf(i);
            _bounds[i] = running / sum;
        }

        // Whatever rounding left over belongs to the last interface that has a share.
        for (int i = Interfaces.Count - 1; i >= 0; i--)
        {
            _bounds[i] = 2;
            if (shareOf(i) > 0)
            {
                break;
            }
        }
    }

    // Random bits of version 4 (RFC 9562); 128 bits a request cost less than a call.
    private void WriteUuid(Span<byte> into)
    {
        ulong high = (NextChance() & ~0xF000UL) | 0x4000;
        ulong low = (NextChance() & ~(3UL << 62)) | (1UL << 63);
        Guid value = new((uint)(high >> 32), (ushort)(high >> 16), (ushort)high,
            (byte)(low >> 56), (byte)(low >> 48), (byte)(low >> 40), (byte)(low >> 32), (byte)(low >> 24), (byte)(low >> 16), (byte)(low >> 8), (byte)low);
        _ = Utf8Formatter.TryFormat(value, into, out _);
    }

    // xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators").
    private ulong NextChance()
    {
        _chance ^= _chance >> 12;
        _chance ^= _chance << 25;
        _chance ^= _chance >> 27;
        return _chance * 0x2545F4914F6CDD1D;
    }

    /// <summary>Where a request lies in the bytes, and its unique parts in the list of slots.</summary>
    internal readonly record struct Rendered(int Offset, int Length, int Interface, bool Head, int FirstSlot, int Slots);
}
