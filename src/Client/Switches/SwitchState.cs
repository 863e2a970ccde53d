using System.Text.Json;
using Seawall.Client.Calls;
using Seawall.Client.Switches.Flags;

namespace Seawall.Client.Switches;

/// <summary>For which roles a switch is on, a bit each by <see cref="RoleRegistry"/>; one such set for each caller when the rule asks for the caller.</summary>
internal readonly struct SwitchState
{
    private readonly ulong _roles;
    private readonly ulong[]? _byCaller;

    private SwitchState(ulong roles, ulong[]? byCaller, FlagScope? scope) => (_roles, _byCaller, Scope) = (roles, byCaller, scope);

    public static SwitchState On { get; } = new(ulong.MaxValue, null, null);

    /// <summary>The flag behind it; null when the config center has none.</summary>
    public FlagScope? Scope { get; }

    public bool AsksForCaller => _byCaller is not null;

    public static SwitchState Of(FlagScope scope)
    {
        var byCaller = new ulong[scope.AsksForCaller ? RoleRegistry.Most : 1];
        scope.Fill((caller, role, result) =>
        {
            if (IsOn(scope, result))
                byCaller[caller] |= 1UL << role;
        });
        return byCaller.Length == 1 ? new SwitchState(byCaller[0], null, scope) : new SwitchState(byCaller[0], byCaller, scope);
    }

    public bool IsOn(int role, int caller) => (((_byCaller is null ? _roles : _byCaller[caller]) >> role) & 1) != 0;

    public bool IsOnFor(CallContext call, string targetingKey) =>
        Scope is { AsksForKey: true } ? IsOn(Scope, Scope.Evaluate(call, targetingKey)) : IsOn(call.RoleIndex, call.CallerIndex);

    // Off is what somebody said plainly; all else is the default of the code.
    public static bool IsOn(FlagScope scope, FlagResult result)
    {
        if (result.Value is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            scope.Report("its variants are no booleans, but code asks whether it is on");
        return result.Value?.ValueKind != JsonValueKind.False;
    }
}
