using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli.Tests;

public sealed class SchemaTests
{
    public static TheoryData<string> Names => new(SchemaCommand.Reports.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_published_schema_is_that_of_the_type(string name)
    {
        string file = Path.Combine(Root, "docs", "reference", "schemas", name + ".json");
        Assert.True(File.Exists(file), $"{file} is missing; write it with: ./seawall lab schema {name} > {file}");
        Assert.True(SchemaCommand.Of(name) == File.ReadAllText(file), $"{file} is not what the program writes; renew it with: ./seawall lab schema {name} > {file}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schema_says_what_every_report_has(string name)
    {
        JsonNode schema = JsonNode.Parse(SchemaCommand.Of(name))!;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string)schema["$schema"]!);
        Assert.NotEmpty(schema["required"]!.AsArray());
        Assert.All(schema["properties"]!.AsObject(), property => Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(property.Key), property.Key));
    }

    private static string Root
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Seawall.slnx")))
                folder = Path.GetDirectoryName(folder);
            return folder ?? throw new InvalidOperationException("The tests run outside a checkout.");
        }
    }
}
