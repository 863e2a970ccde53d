using Seawall.Gate.Judging;

namespace Seawall.Gate.Rules;

/// <summary>What the server expects a statement to cost.</summary>
internal interface IEstimates
{
    /// <summary>The planner's cost and rows; false while nobody knows. Nothing is allocated where they are known.</summary>
    bool TryGet(in StatementCall call, out double cost, out double rows);
}
