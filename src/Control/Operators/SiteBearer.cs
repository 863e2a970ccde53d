namespace Seawall.Control.Operators;

/// <summary>The bearer of whoever may read the site's secret: good for a few minutes, for any name. The command line makes a fresh one for each command.</summary>
public static class SiteBearer
{
    private const string Purpose = "bearer";

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public static string Create(string secret, Person person, DateTimeOffset now) => Voucher.Create(secret, Purpose, person, now + Life);

    /// <summary>Whom it speaks for; null when it is not of this site or has run out.</summary>
    internal static Person? Read(string secret, string token, DateTimeOffset now) =>
        Voucher.IsGenuine(secret, Purpose, token, out var person, out _, out var expires) && expires > now ? person : null;
}
