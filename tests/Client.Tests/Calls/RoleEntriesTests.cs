using Seawall.Client.Calls;
using Seawall.Client.Config;

namespace Seawall.Client.Tests;

public sealed class RoleEntriesTests
{
    [Fact]
    public void A_pushed_role_gets_a_number_and_keeps_it_when_it_is_deleted()
    {
        RoleEntries.Register(ConfigSnapshot.Of(1, [new ConfigEntry("role/tests.kept", """{"what":"a role of this test"}""", 1)]));
        var number = RoleRegistry.IndexOf("tests.kept");
        Assert.NotEqual(RoleRegistry.Unknown, number);
        RoleEntries.Register(ConfigSnapshot.Of(2, []));
        Assert.Equal(number, RoleRegistry.IndexOf("tests.kept"));
        Assert.Equal("tests.kept", RoleRegistry.NameOf(number));
    }

    [Fact]
    public void The_65th_is_refused_with_a_message()
    {
        string[] services = ["trade", "catalog"];
        var room = RoleRegistry.Most - RoleRegistry.BuiltIn.Count - services.Length;
        var full = ConfigSnapshot.Of(1, Enumerable.Range(0, room).Select(i => new ConfigEntry($"role/r{i:00}", "{}", 1)));
        Assert.Empty(RoleEntries.Faults(full, services));
        Assert.Empty(RoleEntries.Faults(full.With(2, [new ConfigChange("role/batch", "{}", 2)]), services));
        var fault = Assert.Single(RoleEntries.Faults(full.With(2, [new ConfigChange("role/zz", "{}", 2)]), services));
        Assert.StartsWith("role/zz: 64 numbers are given", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_odd_id_or_value_is_a_fault() =>
        Assert.Equal(
            ["role/A: a role's id must be 1..32 of a-z, 0-9, '.', '_' and '-'", "role/b.wat: is not known here; known are what", "role/c: must be an object"],
            RoleEntries.Faults(ConfigSnapshot.Of(1, [new("role/A", "{}", 1), new("role/b", """{"wat":1}""", 1), new("role/c", "[]", 1)]), []));
}
