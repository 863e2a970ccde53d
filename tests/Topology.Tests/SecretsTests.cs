using Seawall.Testing;

namespace Seawall.Topology.Tests;

public sealed class SecretsTests : IDisposable
{
    private readonly TestHome _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void A_password_is_made_once_is_long_and_belongs_to_its_owner_alone()
    {
        string first = _site.Secrets.Password("main", "catalog");

        Assert.Equal(40, first.Length);
        Assert.Equal(first, new Secrets(_site.Home.SecretsDirectory).Password("main", "catalog"));
        Assert.NotEqual(first, _site.Secrets.Password("main", "trade"));
        Assert.NotEqual(first, _site.Secrets.Password("testsite", "catalog"));
        Assert.All(
            Directory.GetFiles(_site.Home.SecretsDirectory),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file)));
    }

    [Fact]
    public void All_who_ask_at_once_get_the_same()
    {
        string[] seen = new string[64];
        Parallel.For(0, seen.Length, i => seen[i] = new Secrets(_site.Home.SecretsDirectory).Password("main", $"login{i % 4}"));

        Assert.Equal(4, seen.Distinct().Count());
        Assert.Equal(4, Directory.GetFiles(_site.Home.SecretsDirectory).Length);
    }
}
