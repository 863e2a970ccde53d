using Seawall.Client.Calls;
using Seawall.Client.Switches.Flags;

namespace Seawall.Client.Switches;

/// <summary>A flag within this process: what its rule can know here, evaluated for each call that the rule can tell apart.</summary>
internal sealed class FlagScope(Flag flag, BoardIdentity identity)
{
    private const int MostFaults = 8;

    private readonly Lock _turn = new();
    private volatile string[] _faults = [];

    public Flag Flag => flag;

    /// <summary>What could not be done as the flag says.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public bool AsksForRole => Asks("role");

    public bool AsksForCaller => Asks("caller");

    /// <summary>A handle must be asked with a key to be exact.</summary>
    public bool AsksForKey => Asks(FlagContext.TargetingKey);

    /// <summary>The answer changes with the clock.</summary>
    public bool AsksForTime => flag.Mentions.Contains(RuleMentions.Time);

    /// <summary>Gives the result for every role; and for every caller, 0 standing for all of them when the rule does not ask.</summary>
    public void Fill(Action<int, int, FlagResult> take)
    {
        var (roles, callers) = (Names(AsksForRole), Names(AsksForCaller));
        var unknown = Evaluated(roles, callers[0]);
        for (var caller = 0; caller < (AsksForCaller ? RoleRegistry.Most : 1); caller++)
        {
            var results = caller > 0 && caller < callers.Length ? Evaluated(roles, callers[caller]) : unknown;
            for (var role = 0; role < RoleRegistry.Most; role++)
                take(caller, role, results[role < results.Length ? role : 0]);
        }
    }

    public FlagResult Evaluate(CallContext call) => Evaluate(call.Role, call.Caller, identity.Instance);

    public FlagResult Evaluate(CallContext call, string targetingKey) => Evaluate(call.Role, call.Caller, targetingKey);

    // Calls that ask with a key report too, while others read.
    public void Report(string fault)
    {
        lock (_turn)
        {
            if (!_faults.Contains(fault) && _faults.Length < MostFaults)
                _faults = [.. _faults, fault];
        }
    }

    private FlagResult[] Evaluated(string[] roles, string caller) => Array.ConvertAll(roles, role => Evaluate(role, caller, identity.Instance));

    private FlagResult Evaluate(string role, string caller, string targetingKey)
    {
        var result = flag.Evaluate(
            FlagContext.Of(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["role"] = role,
                ["caller"] = caller,
                ["service"] = identity.Service,
                ["instance"] = identity.Instance,
                [FlagContext.TargetingKey] = targetingKey,
            }),
            identity.Time.GetUtcNow());
        if (result.Reason != FlagReason.Error)
            return result;
        Report(result.Message ?? "it cannot be evaluated");
        var safe = flag.Metadata.SafeVariant ?? flag.DefaultVariant;
        return safe is null ? result : result with { Variant = safe, Value = flag.Variants[safe] };
    }

    private bool Asks(string attribute) => flag.Mentions.Contains(attribute) || flag.Mentions.Contains(RuleMentions.Anything);

    // By number, and only the unknown one when the rule does not ask.
    private static string[] Names(bool asked)
    {
        if (!asked)
            return [""];
        var all = RoleRegistry.All;
        var names = new string[all.Count];
        foreach (var (name, number) in all)
            names[number] = name;
        return names;
    }
}

/// <summary>Who this process is to the rules of flags, and its clock.</summary>
internal sealed record BoardIdentity(string Service, string Instance, TimeProvider Time)
{
    public static BoardIdentity None { get; } = new("", "", TimeProvider.System);
}
