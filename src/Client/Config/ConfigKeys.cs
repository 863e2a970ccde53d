namespace Seawall.Client.Config;

/// <summary>How keys of the config center begin; what follows is <c>[a-z0-9][a-z0-9._-]*</c>, with <c>/</c> between namespace and name of an item.</summary>
public static class ConfigKeys
{
    /// <summary><c>switch/{business}.{feature}</c>: a flag as in the schema of flagd, https://flagd.dev/schema/v0/flags.json.</summary>
    public const string Switch = "switch/";

    /// <summary><c>item/{namespace}/{name}</c>: <c>{"value":…}</c>, with <c>"gray":{"value":…,"roles":[…],"instances":[…],"percent":n}</c> while it is rolled out.</summary>
    public const string Item = "item/";

    /// <summary><c>schema/{namespace}</c>: the JSON schema that values of the namespace's items meet.</summary>
    public const string Schema = "schema/";

    /// <summary><c>role/{id}</c>: a registered role.</summary>
    public const string Role = "role/";

    /// <summary>The rules by which the edge tells roles.</summary>
    public const string EdgeRules = "edge/rules";

    /// <summary><c>limit/{name}</c>: a limit by role and grade.</summary>
    public const string Limit = "limit/";

    /// <summary><c>alert/{name}</c>: an alert rule.</summary>
    public const string Alert = "alert/";

    /// <summary><c>outlet/{name}</c>: where alerts go.</summary>
    public const string Outlet = "outlet/";

    /// <summary><c>silence/{id}</c>: which alerts say nothing, and until when.</summary>
    public const string Silence = "silence/";

    /// <summary><c>break-glass/{id}</c>: an act done past the config center, set in the revision that merged it.</summary>
    public const string BreakGlass = "break-glass/";

    /// <summary><c>plan/{id}</c>: a contingency plan.</summary>
    public const string Plan = "plan/";

    /// <summary><c>run/{plan}</c>: how a plan stands: rehearsed, armed, active, undone.</summary>
    public const string Run = "run/";

    /// <summary><c>armed/{id}</c>: changes that every process holds ready, to put them in force at one moment.</summary>
    public const string Armed = "armed/";

    /// <summary><c>address/{service}</c>: where the instances of a service listen now, when that is not what the topology says.</summary>
    public const string Address = "address/";

    /// <summary><c>pin/{id}</c>: pages that are served as they were last rendered.</summary>
    public const string Pin = "pin/";

    /// <summary><c>dial/ladder</c>, <c>dial/level</c> and <c>dial/controller</c>: what each step of degradation sheds, where the dial stands, and whether it may move by itself.</summary>
    public const string Dial = "dial/";

    /// <summary><c>freeze/site</c>: from when to when changes take two persons.</summary>
    public const string Freeze = "freeze/";

    /// <summary><c>door/{room}</c>: a waiting room at the edge: which paths, how many places, how fast.</summary>
    public const string Door = "door/";

    /// <summary><c>rule/{name}</c>: a rule of the gates: which statements it means and what becomes of them.</summary>
    public const string Rule = "rule/";

    /// <summary><c>gate/{part}</c>: how the gates work: <c>gate/grades</c>, <c>gate/limits</c>, <c>gate/hot-rows</c>, <c>gate/connections</c>, <c>gate/interception</c>, <c>gate/logins</c>.</summary>
    public const string Gate = "gate/";
}
