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
        const int Askers = 8;
        for (int round = 0; round < 50; round++)
        {
            string login = $"login{round}";
            string[] seen = new string[Askers];
            using var together = new Barrier(Askers);
            Thread[] threads =
            [
                .. Enumerable.Range(0, Askers).Select(i => new Thread(() =>
                {
                    together.SignalAndWait();
                    seen[i] = new Secrets(_site.Home.SecretsDirectory).Password("main", login);
                })),
            ];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            Assert.Single(seen.Distinct());
        }
        Assert.Equal(50, Directory.GetFiles(_site.Home.SecretsDirectory).Length);
    }
}
