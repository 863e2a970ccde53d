namespace Seawall.Control.Tests.Config;

/// <summary>Switches as flagd writes them.</summary>
internal static class Flags
{
    public static string Of(string grade, string chosen = "on") =>
        $$"""{"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "{{chosen}}", "metadata": {"grade": "{{grade}}", "owner": "catalog"} }""";
}
