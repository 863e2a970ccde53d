using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.Checks;

namespace Seawall.Control.Tests.Config;

public sealed class ConfigChecksTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("switch/catalog.recommend", true)]
    [InlineData("switch/catalog", false)]
    [InlineData("switch/.x", false)]
    [InlineData("switch/a.b/c", false)]
    [InlineData("item/web/banner", true)]
    [InlineData("item/web", false)]
    [InlineData("item/web/a/b", false)]
    [InlineData("item/Web/a", false)]
    [InlineData("schema/web", true)]
    [InlineData("role/app", true)]
    [InlineData("edge/rules", true)]
    [InlineData("edge/other", false)]
    [InlineData("limit/item.page", true)]
    [InlineData("break-glass/20261111-a", true)]
    [InlineData("elsewhere/x", false)]
    [InlineData("", false)]
    public void Keys_are_of_a_known_kind(string key, bool isKnown) => Assert.Equal(isKnown, KeySyntax.Fault(key) is null);

    [Theory]
    [InlineData("item/a/b", "{", "")]
    [InlineData("item/a/b", """{"value":1,"value":2}""", "")]
    [InlineData("item/a/b", "7", "")]
    [InlineData("item/a/b", """{"valu":7}""", "value|valu")]
    [InlineData("item/a/b", """{"value":7,"gray":{"percent":101,"roles":"h5","who":1}}""", "gray.value|gray.percent|gray.roles|gray.who")]
    [InlineData("item/a/b", """{"value":7,"gray":{"value":8,"roles":[]}}""", "gray")]
    [InlineData("switch/a.b", """{"state":"ON","variants":{"on":true,"off":"no"},"metadata":{"grade":"G9"}}""", "state|variants.off|metadata.grade|defaultVariant")]
    [InlineData("switch/a.b", """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"maybe","targeting":{"nonsense":[]}}""", "defaultVariant|targeting|metadata.grade")]
    [InlineData("schema/web", """{"type":"text","minLenght":3,"$ref":"#/$defs/none","pattern":"(?<=a)b"}""", "type|minLenght|$ref|pattern")]
    [InlineData("role/app", "[]", "")]
    public async Task All_faults_of_a_value_are_told_with_their_places(string key, string value, string places)
    {
        var outcome = await _folder.SetAsync(new WantedChange(key, value));
        var invalid = Assert.IsType<PublishOutcome.Invalid>(outcome);
        Assert.Equal(places.Split('|'), invalid.Faults.Select(fault => fault.Path));
        Assert.All(invalid.Faults, fault => Assert.Equal(key, fault.Key));
        Assert.Equal(0, _folder.Current.Revision);
    }

    [Fact]
    public async Task Items_meet_the_schema_of_their_namespace_the_tried_value_too()
    {
        await _folder.SetAsync(new WantedChange("schema/web", """{"type":"integer","minimum":1,"maximum":100}"""));
        var outcome = await _folder.SetAsync(new("item/web/rows", """{"value":0,"gray":{"value":101,"percent":5}}"""), new("item/other/x", """{"value":"free"}"""));
        Assert.Equal(["value", "gray.value"], Assert.IsType<PublishOutcome.Invalid>(outcome).Faults.Select(fault => fault.Path));
        Assert.IsType<PublishOutcome.Published>(await _folder.SetAsync(new WantedChange("item/web/rows", """{"value":1}""")));
    }

    [Fact]
    public async Task A_schema_that_standing_items_violate_is_refused_and_names_them_unless_they_are_mended_with_it()
    {
        await _folder.SetAsync(new("item/web/a", """{"value":1}"""), new("item/web/b", """{"value":200}"""), new("item/web/c", """{"value":300}"""));
        var schema = new WantedChange("schema/web", """{"type":"integer","maximum":100}""");
        var refused = Assert.IsType<PublishOutcome.Invalid>(await _folder.SetAsync(schema));
        Assert.Equal(["item/web/b", "item/web/c"], refused.Faults.Select(fault => fault.Key));
        Assert.IsType<PublishOutcome.Published>(await _folder.SetAsync(schema, new("item/web/b", """{"value":20}"""), new("item/web/c", null)));
    }

    [Fact]
    public void The_owner_of_a_kind_of_keys_has_a_say()
    {
        var checks = new ConfigChecks([new NoNights()]);
        var faults = checks.Faults(ConfigSnapshot.Empty, [new("limit/night", null, 0, "{}"), new("limit/day", null, 0, "{}")]);
        Assert.Equal(new KeyFault("limit/night", "name", "nobody works then"), Assert.Single(faults));
    }

    private sealed class NoNights : IValueCheck
    {
        public string Prefix => ConfigKeys.Limit;

        public IEnumerable<ValueFault> Check(string key, System.Text.Json.JsonElement value) => key.EndsWith("night", StringComparison.Ordinal) ? [new ValueFault("name", "nobody works then")] : [];
    }
}
