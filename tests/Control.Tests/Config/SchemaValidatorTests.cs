using System.Text.Json;
using Seawall.Control.Config.Checks.Schemas;

namespace Seawall.Control.Tests.Config;

/// <summary>Cases as in the suite of JSON Schema 2020-12 for the keywords that are kept.</summary>
public sealed class SchemaValidatorTests
{
    [Theory]
    [InlineData("true", "1", "")]
    [InlineData("false", "1", "v")]
    [InlineData("""{"type":"integer"}""", "1.0", "")]
    [InlineData("""{"type":"integer"}""", "1.5", "v")]
    [InlineData("""{"type":["string","null"]}""", "null", "")]
    [InlineData("""{"type":["string","null"]}""", "true", "v")]
    [InlineData("""{"enum":[1,"a",{"b":[2]}]}""", """{"b":[2.0]}""", "")]
    [InlineData("""{"enum":[1,"a"]}""", "2", "v")]
    [InlineData("""{"const":{"a":1,"b":2}}""", """{"b":2,"a":1}""", "")]
    [InlineData("""{"const":0}""", "false", "v")]
    [InlineData("""{"minimum":1.1,"exclusiveMaximum":3}""", "1.1", "")]
    [InlineData("""{"minimum":1.1,"exclusiveMaximum":3}""", "3", "v")]
    [InlineData("""{"minimum":1.1,"exclusiveMinimum":2}""", "0", "v|v")]
    [InlineData("""{"minimum":5}""", "\"x\"", "")]
    [InlineData("""{"multipleOf":0.01}""", "4.02", "")]
    [InlineData("""{"multipleOf":0.01}""", "0.0751", "v")]
    [InlineData("""{"minLength":2,"maxLength":2}""", "\"💩💩\"", "")]
    [InlineData("""{"minLength":2}""", "\"💩\"", "v")]
    [InlineData("""{"pattern":"^a+$"}""", "\"aaa\"", "")]
    [InlineData("""{"pattern":"^a+$"}""", "\"aab\"", "v")]
    [InlineData("""{"items":{"type":"integer"},"minItems":1,"maxItems":3}""", "[1,2]", "")]
    [InlineData("""{"items":{"type":"integer"},"maxItems":1}""", "[1,\"x\",null]", "v[1]|v[2]|v")]
    [InlineData("""{"uniqueItems":true}""", "[1,{\"a\":1},{\"a\":1.0}]", "v")]
    [InlineData("""{"properties":{"a":{"type":"integer"}},"required":["a","b"],"additionalProperties":false}""", """{"a":"x","c":1}""", "v.a|v|v.c")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":{"type":"boolean"}}""", """{"a":1,"b":true}""", "")]
    [InlineData("""{"propertyNames":{"pattern":"^[a-z]+$"},"minProperties":1,"maxProperties":2}""", """{"ab":1}""", "")]
    [InlineData("""{"propertyNames":{"pattern":"^[a-z]+$"}}""", """{"A":1}""", "v")]
    [InlineData("""{"minProperties":1}""", "{}", "v")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "1", "")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "3", "v")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"minimum":2}]}""", "1.5", "v")]
    [InlineData("""{"allOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":1}""", "v")]
    [InlineData("""{"not":{"type":"integer"}}""", "1", "v")]
    [InlineData("""{"$defs":{"price":{"type":"integer","minimum":0}},"properties":{"a":{"$ref":"#/$defs/price"},"b":{"$ref":"#/$defs/price"}}}""", """{"a":-1,"b":1}""", "v.a")]
    [InlineData("""{"$defs":{"tree":{"properties":{"of":{"items":{"$ref":"#/$defs/tree"}},"n":{"type":"integer"}}}},"$ref":"#/$defs/tree"}""", """{"of":[{"of":[{"n":"x"}]}]}""", "v.of[0].of[0].n")]
    public void A_value_meets_its_schema_or_every_fault_is_placed(string schema, string value, string places)
    {
        using var rules = JsonDocument.Parse(schema);
        Assert.Empty(new SchemaCheck().Check("schema/x", rules.RootElement));
        using var json = JsonDocument.Parse(value);
        Assert.Equal(places, string.Join('|', new SchemaValidator(rules.RootElement).Faults(json.RootElement, "v").Select(fault => fault.Path)));
    }

    [Theory]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}""")]
    [InlineData("""{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}""")]
    public void A_schema_that_goes_in_circles_ends_with_a_fault(string schema)
    {
        using var rules = JsonDocument.Parse(schema);
        using var json = JsonDocument.Parse("1");
        Assert.NotEmpty(new SchemaValidator(rules.RootElement).Faults(json.RootElement, "v"));
    }

    [Theory]
    [InlineData("format")]
    [InlineData("if")]
    [InlineData("patternProperties")]
    [InlineData("prefixItems")]
    [InlineData("contains")]
    [InlineData("dependentRequired")]
    [InlineData("unevaluatedProperties")]
    [InlineData("$dynamicRef")]
    public void A_keyword_that_is_not_kept_is_refused_and_not_ignored(string keyword)
    {
        using var rules = JsonDocument.Parse($$"""{"properties":{"a":{"{{keyword}}":{} } } }""");
        Assert.Equal("properties.a." + keyword, Assert.Single(new SchemaCheck().Check("schema/x", rules.RootElement)).Path);
    }
}
