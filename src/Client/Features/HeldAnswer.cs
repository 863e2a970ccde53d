using Microsoft.AspNetCore.Http;

namespace Seawall.Client.Features;

/// <summary>A body that is held in memory until somebody sends it; past its limit it goes out as it is written.</summary>
internal sealed class HeldAnswer(HttpResponse response, Stream outer) : Stream
{
    /// <summary>The longest answer that is held, in bytes.</summary>
    public const int Longest = 256 * 1024;

    private readonly MemoryStream _held = new();

    /// <summary>Nothing of it has gone out.</summary>
    public bool IsWhole { get; private set; } = true;

    public byte[] Content => _held.ToArray();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (!IsWhole)
            return;
        IsWhole = false;
        if (_held.Length > 0)
            await outer.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsWhole && _held.Length + buffer.Length <= Longest)
        {
            _held.Write(buffer.Span);
            return;
        }
        await SendAsync(cancellationToken);
        await outer.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Whoever flushes wants it to be seen, such as a stream of events; but a short answer is flushed as well when it ends.
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        IsWhole && response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) != true ? Task.CompletedTask : FlushOuterAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    private async Task FlushOuterAsync(CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken);
        await outer.FlushAsync(cancellationToken);
    }
}
