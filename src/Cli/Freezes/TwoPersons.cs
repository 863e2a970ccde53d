using System.CommandLine;
using Seawall.Client.Config;
using Seawall.Control;
using Seawall.Control.Freezes;
using Seawall.Control.Operators;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The second signature of what is done past the control center while the site is frozen.</summary>
internal static class TwoPersons
{
    public static Option<string> SecondOption() => new("--second")
    {
        Description = $"The second person who agrees, needed while the site is frozen; where approvers are listed, with their token in {SecondPerson.TokenVariable}",
        HelpName = "NAME",
    };

    /// <summary>Throws what to do when a freeze holds and no second person's word counts.</summary>
    public static void Require(SeawallHome home, SiteFreeze? freeze, string first, string? second)
    {
        if (freeze is not null && SecondPerson.Refusal(Listed(home), first, second, Environment.GetEnvironmentVariable(SecondPerson.TokenVariable)) is { } refusal)
        {
            throw new CommandException($"{freeze.Words()}: this takes two persons; {refusal}");
        }
    }

    // The list lies in the home, so that it is known with the control center down.
    private static OperatorBook Listed(SeawallHome home) =>
        new(new ControlOptions { SignInSecret = "", FormKeys = new DirectoryInfo(home.SecretsDirectory), Data = new DirectoryInfo(home.Control) });
}
