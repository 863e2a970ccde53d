using System.Text.Json;
using Seawall.Client.Calls;
using Seawall.Client.Switches.Flags;

namespace Seawall.Client.Switches;

/// <summary>The values of one flag for every role, and for every caller when its rule asks for the caller.</summary>
internal sealed class VariantCells<T>
    where T : notnull
{
    private readonly FlagScope? _scope;
    private readonly T _codeDefault;
    private readonly T[][] _byCaller;

    public VariantCells(FlagScope? scope, T codeDefault)
    {
        (_scope, _codeDefault) = (scope, codeDefault);
        _byCaller = new T[RoleRegistry.Most][];
        var forAll = new T[RoleRegistry.Most];
        Array.Fill(forAll, codeDefault);
        Array.Fill(_byCaller, forAll);
        scope?.Fill((caller, role, result) =>
        {
            if (role == 0 && caller > 0)
                _byCaller[caller] = new T[RoleRegistry.Most];
            _byCaller[caller][role] = Read(result);
        });
    }

    public T Of(CallContext call) => _byCaller[call.CallerIndex][call.RoleIndex];

    public T Of(CallContext call, string targetingKey) => _scope is { AsksForKey: true } ? Read(_scope.Evaluate(call, targetingKey)) : Of(call);

    private T Read(FlagResult result)
    {
        if (result.Value is not { } json)
            return _codeDefault;
        try
        {
            return json.Deserialize<T>(JsonSerializerOptions.Web) ?? _codeDefault;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            _scope!.Report($"its variant {result.Variant} is no {typeof(T).Name}: {e.Message}");
            return _codeDefault;
        }
    }
}
