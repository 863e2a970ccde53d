using Seawall.Client.Config;
using Seawall.Client.Config.Kept;

namespace Seawall.Client.Tests.Config.Kept;

public sealed class LastKnownGoodTests : IDisposable
{
    private static readonly byte[] Key = SignedFile.KeyOf("a token", LastKnownGood.Kind);
    private static readonly ConfigSnapshot First = ConfigSnapshot.Of(1, [new ConfigEntry("item/shop/a", "{\"value\":\"一\"}", 1)]);
    private static readonly ConfigSnapshot Second = First.With(2, [new ConfigChange("item/shop/a", "{\"value\":2}", 2)]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-kept-");

    private LastKnownGood File => new(_folder, Key);

    [Fact]
    public void What_was_kept_comes_back_byte_for_byte()
    {
        File.Save(Second);

        var back = File.Load(out var refused);

        Assert.Empty(refused);
        Assert.Equal((Second.Revision, Second.Digest), (back!.Revision, back.Digest));
        Assert.Equal(Second.Entries.Values, back.Entries.Values);
    }

    [Theory]
    [InlineData("empty", "is empty")]
    [InlineData("cut", "is cut off or grown")]
    [InlineData("torn", "is torn")]
    [InlineData("forged", "is not signed with this site's key")]
    [InlineData("foreign", "does not begin as a seawall-config of version 1")]
    public void A_copy_that_is_not_whole_and_genuine_is_named_and_the_one_before_it_is_used(string damage, string named)
    {
        File.Save(First);
        File.Save(Second);
        Damage(damage);

        var back = File.Load(out var refused);

        Assert.Equal(1, back!.Revision);
        Assert.StartsWith($"{File.Path} {named}", Assert.Single(refused), StringComparison.Ordinal);
        File.Save(Second);
        Assert.Equal(2, File.Load(out _)!.Revision);
    }

    [Fact]
    public void A_crash_between_the_two_renames_leaves_the_former_copy()
    {
        File.Save(First);
        System.IO.File.Move(File.Path, File.Path + ".1");

        Assert.Equal(1, File.Load(out var refused)!.Revision);
        Assert.Empty(refused);
    }

    [Fact]
    public void Every_single_byte_changed_is_found()
    {
        File.Save(First);
        var whole = System.IO.File.ReadAllBytes(File.Path);
        for (var at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x20;
            Assert.True(SignedFile.Read(LastKnownGood.Kind, changed, Key).Body is null, $"byte {at} changed from {whole[at]:x2} to {changed[at]:x2} passed");
        }
    }

    [Fact]
    public void Nobody_else_can_read_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.Save(First);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File.Path));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Damage(string how)
    {
        var whole = System.IO.File.ReadAllBytes(File.Path);
        System.IO.File.WriteAllBytes(File.Path, how switch
        {
            "empty" => [],
            "cut" => whole[..^7],
            "torn" => [.. whole[..^7], .. new byte[7]],
            "forged" => SignedFile.Write(LastKnownGood.Kind, Client.Config.Push.ConfigWire.Write(Second), SignedFile.KeyOf("another token", LastKnownGood.Kind)),
            _ => "{\"revision\":7}\n"u8.ToArray(),
        });
    }
}
