using System.Globalization;
using System.Text.Json;

namespace Seawall.Readiness.Checks;

/// <summary>What people have signed: <c>{"attestations":[{"row","check","by","at","until","note"}]}</c>.</summary>
public sealed class AttestationBook
{
    private readonly IReadOnlyList<Attestation> _attestations;

    private AttestationBook(IReadOnlyList<Attestation> attestations) => _attestations = attestations;

    /// <summary>Reads the book; an absent file is an empty book. Throws <see cref="JsonException"/> on a damaged one.</summary>
    public static AttestationBook Load(string path)
    {
        if (!File.Exists(path))
            return new AttestationBook([]);
        var file = JsonSerializer.Deserialize<Book>(File.ReadAllText(path), JsonSerializerOptions.Web);
        return new AttestationBook(file?.Attestations ?? []);
    }

    internal CheckOutcome Look(string row, string check, DateTimeOffset now)
    {
        var last = _attestations.Where(a => a.Row == row && a.Check == check).MaxBy(a => a.At);
        if (last is null)
            return new CheckOutcome(false, "nobody has signed for it");
        var until = last.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return last.Until > now
            ? new CheckOutcome(true, $"signed by {last.By} until {until}", last.Note)
            : new CheckOutcome(false, $"the signature of {last.By} ran out on {until}", last.Note);
    }

    private sealed record Book(IReadOnlyList<Attestation> Attestations);

    private sealed record Attestation(string Row, string Check, string By, DateTimeOffset At, DateTimeOffset Until, string Note = "");
}
