namespace Seawall.Client.Addresses;

/// <summary>Where a service is reached: by what <c>address/{service}</c> says while it says something, else at <paramref name="Usual"/>.</summary>
public sealed record ServiceAddress(string Service, Uri Usual);
