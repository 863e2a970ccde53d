using Microsoft.AspNetCore.Antiforgery;

namespace Seawall.Control.Shell;

/// <summary>Asks for the antiforgery check on a form that binds no fields.</summary>
internal sealed class FormToken : IAntiforgeryMetadata
{
    public static readonly FormToken Required = new();

    public bool RequiresValidation => true;
}
