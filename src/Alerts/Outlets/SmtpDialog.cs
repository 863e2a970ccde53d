using System.Globalization;
using System.Text;

namespace Seawall.Alerts.Outlets;

/// <summary>Lines to and from a mail server: what is said, and the answer that must come.</summary>
internal sealed class SmtpDialog(Stream stream) : IAsyncDisposable
{
    private const int LongestAnswer = 16 << 10;

    private Stream _stream = stream;
    private byte[] _read = [];

    public Task SayAsync(string line, CancellationToken cancellationToken) =>
        _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken).AsTask();

    public async Task AskAsync(string line, string what, int wanted, CancellationToken cancellationToken)
    {
        await SayAsync(line, cancellationToken).ConfigureAwait(false);
        await HearAsync(what, wanted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one answer of one or more lines; another code than the wanted one is a refusal.</summary>
    public async Task HearAsync(string what, int wanted, CancellationToken cancellationToken)
    {
        string line;
        do
        {
            line = await LineAsync(cancellationToken).ConfigureAwait(false);
        }
        while (line.Length > 3 && line[3] == '-');
        if (!line.StartsWith(wanted.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            throw new SmtpRefusal($"answered {what} with: {(line.Length > 200 ? line[..200] : line)}");
    }

    /// <summary>Goes on over another stream. What the server said in plain text beyond its answer is dropped: it could have been put there by anyone.</summary>
    public async Task SwitchAsync(Func<Stream, Task<Stream>> secure)
    {
        _read = [];
        _stream = await secure(_stream).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        while (true)
        {
            var end = Array.IndexOf(_read, (byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(_read, 0, end).TrimEnd('\r');
                _read = _read[(end + 1)..];
                return line;
            }
            if (_read.Length > LongestAnswer)
                throw new SmtpRefusal("answered without an end");
            var count = await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
                throw new SmtpRefusal("hung up");
            _read = [.. _read, .. buffer.AsSpan(0, count)];
        }
    }
}

/// <summary>The server said no, or nothing that makes sense.</summary>
internal sealed class SmtpRefusal(string message) : Exception(message);
