namespace Seawall.Mall.Contracts;

/// <summary>A text in both of the mall's languages.</summary>
public sealed record LocalText(string Zh, string En)
{
    /// <summary>The text in one language: Chinese for <c>zh</c>, else English.</summary>
    public string In(string language) => language == "zh" ? Zh : En;
}
