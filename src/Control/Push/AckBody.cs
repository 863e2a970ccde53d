using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Seawall.Client.Config.Push;

namespace Seawall.Control.Push;

/// <summary>
/// The body of <c>POST /config/ack</c>, sent after every listener has applied a revision:
/// <c>{"service":"trade","instance":"trade","revision":812,"digest":"…","faults":["…"]}</c>.
/// </summary>
internal sealed record AckBody(string Service, string Instance, long Revision, ulong Digest, IReadOnlyList<string> Faults)
{
    private const int Longest = 16 * 1024;
    private const int MostFaults = 8;
    private const int LongestFault = 300;

    /// <summary>Null when it is not of this shape, or too long.</summary>
    public static async ValueTask<AckBody?> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCompleted || result.Buffer.Length > Longest)
            {
                var ack = result.Buffer.Length > Longest ? null : Read(result.Buffer);
                body.AdvanceTo(result.Buffer.End);
                return ack;
            }
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    internal static AckBody? Read(ReadOnlySequence<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            string? service = null, instance = null;
            long revision = -1;
            ulong digest = 0;
            List<string>? faults = null;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("service"u8))
                    service = Text(ref reader);
                else if (reader.ValueTextEquals("instance"u8))
                    instance = Text(ref reader);
                else if (reader.ValueTextEquals("revision"u8) && reader.Read())
                    revision = reader.GetInt64();
                else if (reader.ValueTextEquals("digest"u8))
                    _ = ConfigWire.TryHex(Text(ref reader), out digest);
                else if (reader.ValueTextEquals("faults"u8))
                    ReadFaults(ref reader, faults ??= []);
                else
                    reader.Skip();
            }
            return reader.TokenType == JsonTokenType.EndObject && StreamRequest.IsName(service) && StreamRequest.IsName(instance) && revision >= 0
                ? new AckBody(service!, instance!, revision, digest, (IReadOnlyList<string>?)faults ?? [])
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }

    private static void ReadFaults(ref Utf8JsonReader reader, List<string> faults)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (faults.Count < MostFaults && reader.GetString() is { } fault)
                faults.Add(fault.Length > LongestFault ? fault[..LongestFault] : fault);
        }
    }
}
