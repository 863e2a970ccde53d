using Seawall.Client.Switches.Flags;

namespace Seawall.Client.Tests.Switches;

/// <summary>The vectors are facts of flagd's test bed, https://github.com/open-feature/flagd-testbed, evaluator/.</summary>
public sealed class FlagTests
{
    private const string OnOff = """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"}""";

    [Theory]
    [InlineData("""{"on":true,"off":false}""", "on", "true")]
    [InlineData("""{"greeting":"hi","parting":"bye"}""", "greeting", "\"hi\"")]
    [InlineData("""{"one":1,"ten":10}""", "ten", "10")]
    [InlineData("""{"tenth":0.1,"half":0.5}""", "half", "0.5")]
    [InlineData("""{"zero":0,"one":1}""", "zero", "0")]
    [InlineData("""{"zero":"","one":"str"}""", "zero", "\"\"")]
    [InlineData("""{"empty":{},"template":{"title":"Pics","imagesPerPage":100}}""", "template", """{"title":"Pics","imagesPerPage":100}""")]
    public void A_flag_without_a_rule_is_its_default_variant(string variants, string chosen, string value)
    {
        var result = Evaluated.Of($$"""{"state":"ENABLED","variants":{{variants}},"defaultVariant":"{{chosen}}"}""");
        Assert.Equal((chosen, value, FlagReason.Static), (result.Variant, result.Value!.Value.GetRawText(), result.Reason));
    }

    [Fact]
    public void A_disabled_flag_leaves_the_value_to_the_code()
    {
        var result = Evaluated.Of(OnOff.Replace("ENABLED", "DISABLED", StringComparison.Ordinal));
        Assert.Equal(new FlagResult(null, null, FlagReason.Disabled), result);
    }

    [Theory]
    [InlineData("jobs@orange.com", "special", FlagReason.TargetingMatch)]
    [InlineData("wozniak@orange.com", null, FlagReason.Default)]
    public void Without_a_default_variant_the_code_decides_what_the_rule_does_not(string email, string? variant, FlagReason reason)
    {
        const string Json = """
            {"state":"ENABLED","variants":{"normal":"CFO","special":"CEO"},"targeting":{"if":[{"==":["jobs@orange.com",{"var":["email"]}]},"special"]}}
            """;
        var result = Evaluated.Of(Json, $$"""{"email":"{{email}}"}""");
        Assert.Equal((variant, reason), (result.Variant, result.Reason));
    }

    [Theory]
    [InlineData("5c3d8535-f81a-4478-a6d3-afaa4d51199e", "hit", FlagReason.TargetingMatch)]
    [InlineData("f20bd32d-703b-48b6-bc8e-79d53c85134a", "fallback", FlagReason.Default)]
    public void A_rule_that_says_null_leaves_the_default_variant(string key, string variant, FlagReason reason)
    {
        var result = Evaluated.Rule(
            """{"if":[{"==":[{"var":"targetingKey"},"5c3d8535-f81a-4478-a6d3-afaa4d51199e"]},"hit",null]}""", $$"""{"targetingKey":"{{key}}"}""", "f", "hit");
        Assert.Equal((variant, reason), (result.Variant, result.Reason));
    }

    [Theory]
    [InlineData("""{"starts_with":[{"var":"num"},"abc"]}""")]
    [InlineData("""{"ends_with":[{"var":"num"},"xyz"]}""")]
    [InlineData("""{"starts_with":["abc"]}""")]
    [InlineData("""{"sem_ver":["not-a-version","=","1.0.0"]}""")]
    [InlineData("""{"sem_ver":["1.0.0","===","1.0.0"]}""")]
    [InlineData("""{"sem_ver":["1.0.0","="]}""")]
    [InlineData("""{"fractional":[{"var":"targetingKey"},["one",0],["two",0]]}""")]
    [InlineData("""{"fractional":[{"var":"absent"},["one",50],["two",50]]}""")]
    public void An_operation_that_cannot_work_leaves_the_default_variant(string condition)
    {
        var result = Evaluated.Rule($$"""{"if":[{{condition}},"true","false"]}""", """{"num":123}""", "f", "true", "false");
        Assert.Equal(("fallback", FlagReason.Default), (result.Variant, result.Reason));
    }

    [Fact]
    public void A_rule_that_makes_up_a_variant_is_an_error_and_the_code_decides()
    {
        var result = Evaluated.Rule("""{"cat":["yel","low"]}""", "{}", "f", "red");
        Assert.Equal((FlagReason.Error, FlagErrors.Parse, null), (result.Reason, result.Error, result.Variant));
    }

    [Theory]
    [InlineData("ballmer@macrosoft.com", "hi")]
    [InlineData("user@example.com", "bye")]
    public void A_reference_stands_for_the_shared_rule(string email, string variant)
    {
        const string File = """
            {"flags":{"f":{"state":"ENABLED","variants":{"hi":"hi","bye":"bye"},"defaultVariant":"hi","targeting":{"if":[{"$ref" : "is_ballmer"},"hi","bye"]}}},
             "$evaluators":{"is_ballmer":{"==":["ballmer@macrosoft.com",{"var":["email"]}]}}}
            """;
        var flags = FlagFile.Read(File, out var faults);
        Assert.Empty(faults);
        Assert.Equal(variant, Evaluated.Of(flags["f"], $$"""{"email":"{{email}}"}""").Variant);
    }

    [Fact]
    public void A_flag_may_bring_the_rules_it_refers_to()
    {
        const string Flag = """{"state":"ENABLED","variants":{"hi":"hi"},"targeting":{"if":[{"$ref":"e"},"hi"]},"$evaluators":{"e":{"==":[1,1]}}}""";
        Assert.Equal("hi", Evaluated.Of(Flag).Variant);
        var flags = FlagFile.Read($"{{\"flags\":{{\"f\":{Flag}}}}}", out var faults);
        Assert.Empty(faults);
        Assert.Equal("""{"state":"ENABLED","variants":{"hi":"hi"},"targeting":{"if":[{"==":[1,1]},"hi"]}}""", flags["f"]);
    }

    [Fact]
    public void The_key_and_the_time_are_known_to_rules()
    {
        Assert.Equal("true", Evaluated.Truth("""{"===":[{"var":"$flagd.flagKey"},"a-flag"]}"""));
        Assert.Equal("true", Evaluated.Truth($$"""{">=":[{"var":"$flagd.timestamp"},{{Evaluated.Now.ToUnixTimeSeconds()}}]}"""));
        Assert.Equal("false", Evaluated.Truth($$"""{">":[{"var":"$flagd.timestamp"},{{Evaluated.Now.ToUnixTimeSeconds()}}]}"""));
    }

    [Fact]
    public void A_file_written_reads_back_the_same()
    {
        var flags = new Dictionary<string, string> { ["b.two"] = OnOff, ["a.one"] = """{"state":"DISABLED","variants":{"值":"中文"},"defaultVariant":"值"}""" };
        var read = FlagFile.Read(FlagFile.Write(flags), out var faults);
        Assert.Empty(faults);
        Assert.Equal(flags.OrderBy(flag => flag.Key, StringComparer.Ordinal), read);
    }

    [Theory]
    [InlineData("[]", "must be an object")]
    [InlineData("{", "is no JSON: ")]
    [InlineData("""{"state":"ON","variants":{"on":true}}""", "state: must be ENABLED or DISABLED")]
    [InlineData("""{"state":"ENABLED","variants":{}}""", "variants: must have 1..64 variants, has 0")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true,"off":"false"}}""", "variants.off: is a string, but the first variant is a boolean")]
    [InlineData("""{"state":"ENABLED","variants":{"on":[1]}}""", "variants.on: must be a boolean, a string, a number or an object")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"defaultVariant":"purple"}""", "defaultVariant: must name a variant (on), is \"purple\"")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"targetting":{}}""", "targetting: is no member of a flag")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"targeting":"on"}""", "targeting: must be a rule, an object with one operation")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"targeting":{"iff":[true,"on"]}}""", "targeting: has the unknown operation 'iff'")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"targeting":{"if":[{"in":[{"vars":"role"},["h5"]]},"on"]}}""", "targeting.if[0].in[0]: has the unknown operation 'vars'")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"targeting":{"if":[true,"of"]}}""", "targeting.if[1]: chooses 'of', which is none of the variants (on)")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"targeting":{"fractional":[["on",1],["of",1]]}}""", "targeting.fractional[1][0]: chooses 'of', which is none of the variants (on)")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"targeting":{"$ref":"absent"}}""", "targeting.$ref: names 'absent', which is not in $evaluators")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"targeting":{"$ref":"a"},"$evaluators":{"a":{"!":{"$ref":"a"}}}}""", "is more than 32 levels deep")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"metadata":{"grade":"G7"}}""", "metadata.grade: must be G0, G1, G2, G3 or G4, is \"G7\"")]
    [InlineData("""{"state":"ENABLED","variants":{"on":true},"metadata":{"safeVariant":"off"}}""", "metadata.safeVariant: names 'off', which is none of the variants")]
    public void A_fault_is_named_with_its_place(string json, string fault)
    {
        var faults = FlagReader.Check("a.b", json);
        Assert.Contains(faults, found => found.ToString().Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void All_faults_of_a_file_come_at_once_and_none_of_its_flags()
    {
        var flags = FlagFile.Read($$$"""{"flags":{"good":{{{OnOff}}},"bad":{"state":"ON","variants":{}},"worse":1}}""", out var faults);
        Assert.Empty(flags);
        Assert.Equal(["flags.bad.state", "flags.bad.variants", "flags.worse"], faults.Select(fault => fault.Path));
    }

    [Fact]
    public void A_rule_that_would_never_end_is_stopped()
    {
        var list = string.Join(',', Enumerable.Range(0, 300));
        var result = Evaluated.Rule($$"""{"reduce":[{"var":"list"},{"reduce":[{"var":"current.x"},1,0]},0]}""", $$"""{"list":[{{list}}]}""");
        Assert.NotEqual(FlagReason.TargetingMatch, result.Reason);
        var nested = $$"""{"if":[{"some":[{"var":"l"},{"none":[[{{list}}],{"===":[{"var":""},"x"]}]}]},"true","false"]}""".Replace("\"some\"", "\"all\"", StringComparison.Ordinal);
        var longer = Evaluated.Rule(nested, $$"""{"l":[{{list}}]}""", "f", "true", "false");
        Assert.Equal((FlagReason.Error, FlagErrors.General), (longer.Reason, longer.Error));
    }
}
