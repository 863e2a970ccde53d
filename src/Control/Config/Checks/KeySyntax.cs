using System.Text.RegularExpressions;
using Seawall.Client.Config;

namespace Seawall.Control.Config.Checks;

/// <summary>What keys look like; <see cref="ConfigKeys"/> says what each kind is for.</summary>
public static partial class KeySyntax
{
    public const int MostCharacters = 200;

    private static readonly string[] Named =
    [
        ConfigKeys.Schema, ConfigKeys.Role, ConfigKeys.Limit, ConfigKeys.Alert, ConfigKeys.Outlet, ConfigKeys.Silence, ConfigKeys.BreakGlass,
        ConfigKeys.Plan, ConfigKeys.Run, ConfigKeys.Armed, ConfigKeys.Address, ConfigKeys.Pin, ConfigKeys.Dial, ConfigKeys.Freeze, ConfigKeys.Door,
        ConfigKeys.Rule, ConfigKeys.Gate,
    ];

    /// <summary>What is wrong with a key; null when nothing is.</summary>
    public static string? Fault(string key)
    {
        if (key.Length > MostCharacters)
            return $"a key has at most {MostCharacters} characters";
        if (key == ConfigKeys.EdgeRules)
            return null;
        if (Rest(key, ConfigKeys.Switch) is { } feature)
            return Name().IsMatch(feature) && feature.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && dot < feature.Length - 1 ? null : "a switch is named switch/BUSINESS.FEATURE, in a-z, 0-9, dots, dashes and underscores";
        if (Rest(key, ConfigKeys.Item) is { } item)
            return item.Split('/') is [var space, var name] && Name().IsMatch(space) && Name().IsMatch(name) ? null : "an item is named item/NAMESPACE/NAME, in a-z, 0-9, dots, dashes and underscores";
        foreach (var kind in Named)
        {
            if (Rest(key, kind) is { } rest)
                return Name().IsMatch(rest) ? null : $"what follows {kind} is a-z, 0-9, dots, dashes and underscores, a letter or digit first";
        }
        return "a key begins with switch/, item/, schema/, role/, limit/, alert/, outlet/, silence/, break-glass/, plan/, run/, armed/, address/, pin/, dial/, freeze/, door/, rule/ or gate/, or is edge/rules";
    }

    private static string? Rest(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : null;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]*\z")]
    private static partial Regex Name();
}
