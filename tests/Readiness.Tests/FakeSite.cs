using System.Data.Common;
using Seawall.Readiness.Checks;

namespace Seawall.Readiness.Tests;

/// <summary>A site whose commands and addresses answer what a test tells them to; it counts what was run.</summary>
internal sealed class FakeSite : ISiteUnderCheck
{
    public Dictionary<string, CommandResult> Commands { get; } = [];

    public List<string> Ran { get; } = [];

    public (int Status, string Body) Answer { get; set; } = (200, "{}");

    public Dictionary<string, string> Headers { get; } = [];

    public List<Uri> Asked { get; } = [];

    public string Home => "/site";

    public string Storefront => "http://127.0.0.1:9";

    public Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var line = string.Join(' ', arguments);
        Ran.Add(line);
        return Task.FromResult(Commands.GetValueOrDefault(line) ?? new CommandResult(2, "", $"no such command: {line}"));
    }

    public Task<DbConnection?> ConnectAsync(string login, CancellationToken cancellationToken) => Task.FromResult<DbConnection?>(null);

    public Task<HttpAnswer> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        Asked.Add(address);
        return Task.FromResult(new HttpAnswer(Answer.Status, Answer.Body, Headers));
    }
}
