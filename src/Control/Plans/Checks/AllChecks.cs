namespace Seawall.Control.Plans.Checks;

/// <summary><c>{"kind":"all","checks":[…]}</c>: all of them hold.</summary>
internal sealed record AllChecks(IReadOnlyList<IPlanCheck> Parts, CheckTimes Times) : IPlanCheck
{
    public async Task<CheckLook> LookAsync(CheckSurroundings with, CancellationToken ct)
    {
        var looks = await Task.WhenAll(Parts.Select(part => part.LookAsync(with, ct))).ConfigureAwait(false);
        var telling = looks.All(look => look.Holds) ? looks : looks.Where(look => !look.Holds);
        return new CheckLook(looks.All(look => look.Holds), string.Join("; ", telling.Select(look => look.Said)));
    }
}
