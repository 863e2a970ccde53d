using Seawall.Client.Config;
using Seawall.Client.Gates;

namespace Seawall.Gate.Identity;

/// <summary>The policy of a gate's logins now; follows <c>gate/logins</c> and <c>gate/grades</c>, and keeps the former policy when one of them makes no sense.</summary>
internal sealed class LoginBook : IDisposable
{
    private readonly IReadOnlyDictionary<string, string> _named;
    private readonly IDisposable _following;
    private volatile LoginPolicy _current;
    private (string? Logins, string? Grades) _texts;

    public LoginBook(GateOptions options)
    {
        _named = options.Businesses;
        _current = new LoginPolicy(GateLogins.None, GateGrades.None, _named);
        _following = options.Config.Subscribe(Apply);
    }

    public LoginPolicy Current => _current;

    public void Dispose() => _following.Dispose();

    private void Apply(ConfigSnapshot snapshot)
    {
        var texts = (snapshot[GateLogins.Key], snapshot[GateGrades.Key]);
        if (texts == _texts)
            return;
        IReadOnlyList<string> faults = [];
        IReadOnlyList<string> more = [];
        var logins = texts.Item1 is { } ofLogins ? GateLogins.Parse(ofLogins, out faults) : GateLogins.None;
        var grades = texts.Item2 is { } ofGrades ? GateGrades.Parse(ofGrades, out more) : GateGrades.None;
        if (logins is null || grades is null)
            throw new InvalidOperationException(string.Join('\n', faults.Concat(more)));
        _texts = texts;
        _current = new LoginPolicy(logins, grades, _named);
    }
}
