using Microsoft.FeatureManagement;
using Seawall.Client.Calls;
using Seawall.Client.Switches;

namespace Seawall.Client.FeatureManagement;

/// <summary>Answers for a feature as its switch does, for the role and the caller of the running call.</summary>
[FilterAlias(Alias)]
internal sealed class SwitchFilter : IFeatureFilter
{
    public const string Alias = "Seawall.Switch";

    public Task<bool> EvaluateAsync(FeatureFilterEvaluationContext context) => Task.FromResult(CallContext.Current is var call && call.States.IsOn(context.FeatureName, call));
}
