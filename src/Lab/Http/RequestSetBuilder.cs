using System.Buffers;
using System.Text;

namespace Seawall.Lab.Http;

/// <summary>Renders requests to bytes and gathers them in one <see cref="RequestSet"/>.</summary>
internal sealed class RequestSetBuilder
{
    /// <summary>Stands in a rendered text where each sending puts a new UUID: as long as one, and no text that anybody means to send.</summary>
    public const string Unique = "\u0001seawall-a-new-uuid-at-every-sending";

    private static readonly byte[] _unique = Encoding.UTF8.GetBytes(Unique);

    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private readonly List<RequestSet.Rendered> _requests = [];
    private readonly List<int> _slots = [];
    private readonly List<HttpTarget> _targets = [];
    private readonly List<InterfacePlan> _interfaces = [];

    public IReadOnlyList<InterfacePlan> Interfaces => _interfaces;

    public int AddTarget(HttpTarget target)
    {
        int known = _targets.IndexOf(target);
        if (known < 0)
        {
            known = _targets.Count;
            _targets.Add(target);
        }

        return known;
    }

    public int AddInterface(InterfacePlan plan)
    {
        _interfaces.Add(plan);
        return _interfaces.Count - 1;
    }

    /// <summary>Adds one request of the interface; a length is added when there is a body, the rest of the headers is the caller's.</summary>
    public void Add(int index, string path, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body)
    {
        InterfacePlan plan = _interfaces[index];
        int offset = _bytes.WrittenCount;
        Append($"{plan.Method} {path} HTTP/1.1\r\nHost: {_targets[plan.Target].Host}\r\n");
        foreach ((string name, string value) in headers)
        {
            Append($"{name}: {value}\r\n");
        }

        if (body.Length > 0 || plan.Method is "POST" or "PUT" or "PATCH")
        {
            Append($"Content-Length: {body.Length}\r\n");
        }

        Append("\r\n");
        _bytes.Write(body);
        int slot = _slots.Count;
        FindSlots(offset);
        _requests.Add(new RequestSet.Rendered(offset, _bytes.WrittenCount - offset, index, plan.Method == "HEAD", slot, _slots.Count - slot));
    }

    /// <summary>The set; a sequence keeps the order in which requests were added.</summary>
    public RequestSet Build(bool sequential, int seed)
    {
        RequestSet.Rendered[] requests = sequential ? [.. _requests] : [.. _requests.OrderBy(request => request.Interface)];
        return new RequestSet(_targets, _interfaces, _bytes.WrittenSpan.ToArray(), requests, [.. _slots], sequential, seed);
    }

    private void Append(string text) => Encoding.UTF8.GetBytes(text, _bytes);

    private void FindSlots(int offset)
    {
        ReadOnlySpan<byte> request = _bytes.WrittenSpan[offset..];
        for (int at = 0; request[at..].IndexOf(_unique) is >= 0 and int found; at += found + _unique.Length)
        {
            _slots.Add(at + found);
        }
    }
}
