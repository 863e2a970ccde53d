using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Kernel;

namespace Seawall.Mall.Contracts.Http;

/// <summary>How contract types look between services: web names, money as a whole number of cents, enums by name.</summary>
public static class ContractJson
{
    /// <summary>The one set of options for both ends.</summary>
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Adds the converters to a host's own options.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.Converters.Add(new CentsConverter());
        options.Converters.Add(new JsonStringEnumConverter());
        options.RespectRequiredConstructorParameters = true;
        return options;
    }

    private sealed class CentsConverter : JsonConverter<Cents>
    {
        public override Cents Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Cents value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
