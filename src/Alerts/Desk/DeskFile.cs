using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Alerts.Desk;

/// <summary>The state of a desk on the disk. What is damaged is set aside and said, never taken for nothing.</summary>
public sealed class DeskFile(string path)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public string Path => path;

    public DeskState Load(Action<string> say)
    {
        var content = SealedFile.Read(path, out var damage);
        if (content is not null)
        {
            try
            {
                if (JsonSerializer.Deserialize<Kept>(content, Options) is { } kept)
                    return kept.ToState();
            }
            catch (JsonException e)
            {
                damage = $"{path} can't be understood: {e.Message}";
            }
        }
        if (damage is null)
            return DeskState.Empty;
        say($"{damage}; it is set aside, and what was open is noticed anew");
        try
        {
            File.Move(path, path + ".damaged", overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            say($"it could not be set aside: {e.Message}");
        }
        return DeskState.Empty;
    }

    /// <summary>What another process wrote last; empty when there is nothing that holds.</summary>
    public DeskState Peek()
    {
        try
        {
            return SealedFile.Read(path, out _) is { } content && JsonSerializer.Deserialize<Kept>(content, Options) is { } kept ? kept.ToState() : DeskState.Empty;
        }
        catch (JsonException)
        {
            return DeskState.Empty;
        }
    }

    public void Save(DeskState state)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        SealedFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new Kept([.. state.Book.Open.Values], state.Book.Past, state.Outbox, state.Journal), Options));
    }

    private sealed record Kept(IReadOnlyList<Alert> Open, IReadOnlyList<Alert> Past, IReadOnlyList<PendingMessage> Outbox, IReadOnlyList<Delivery> Journal)
    {
        public DeskState ToState() => new(
            new BookState(Open.ToImmutableSortedDictionary(alert => alert.Key, alert => alert, StringComparer.Ordinal), [.. Past]), [.. Outbox], [.. Journal]);
    }
}
