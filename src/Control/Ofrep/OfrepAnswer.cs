using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Seawall.Client.Switches.Flags;

namespace Seawall.Control.Ofrep;

/// <summary>One flag's evaluation on the wire: a success without a value leaves it to the code that asks.</summary>
internal readonly record struct OfrepAnswer(string Key, FlagResult Result, Flag? Flag)
{
    public int Status => Result.Error switch
    {
        null => StatusCodes.Status200OK,
        FlagErrors.NotFound => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status400BadRequest,
    };

    public static OfrepAnswer Of(string key, ReadFlag? read, OfrepRequest request, DateTimeOffset now) => read switch
    {
        null => new OfrepAnswer(key, FlagResult.Failed(FlagErrors.NotFound, $"There is no flag {key}."), null),
        { Flag: null } => new OfrepAnswer(key, FlagResult.Failed(FlagErrors.Parse, $"The flag {key} cannot be read."), null),
        { Flag: { Enabled: true } flag } when flag.AsksFor(FlagContext.TargetingKey) && !request.HasKey =>
            new OfrepAnswer(key, FlagResult.Failed(FlagErrors.TargetingKeyMissing, $"The rule of {key} asks for a targeting key."), flag),
        { Flag: { } flag } => new OfrepAnswer(key, flag.Evaluate(request.Context, now), flag),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("key", Key);
        if (Result.Error is { } error)
        {
            json.WriteString("errorCode", error);
            json.WriteString("errorDetails", Result.Message);
        }
        else
        {
            json.WriteString("reason", Result.Reason.Text());
            if (Result.Value is { } value)
            {
                json.WritePropertyName("value");
                value.WriteTo(json);
                json.WriteString("variant", Result.Variant);
            }
        }
        if (Flag?.Metadata.Json is { ValueKind: JsonValueKind.Object } metadata)
        {
            json.WritePropertyName("metadata");
            metadata.WriteTo(json);
        }
        json.WriteEndObject();
    }
}
