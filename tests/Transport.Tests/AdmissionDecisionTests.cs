namespace Seawall.Transport.Tests;

/// <summary>The rules of admission as tables.</summary>
public sealed class AdmissionDecisionTests
{
    [Theory]
    [InlineData(true, 0, 2, 0, Accepting.Accept)]
    [InlineData(true, 1, 2, 5_000, Accepting.Accept)]
    [InlineData(true, 2, 2, 999, Accepting.WaitForHandshake)]
    [InlineData(true, 2, 2, 1_000, Accepting.AcceptForOldest)]
    [InlineData(true, 3, 2, 0, Accepting.WaitForHandshake)]
    [InlineData(false, 0, 2, 0, Accepting.WaitForToken)]
    [InlineData(false, 2, 2, 5_000, Accepting.WaitForToken)]
    public void The_next_connection(bool hasToken, int handshakes, int most, int oldestMs, Accepting expected) =>
        Assert.Equal(expected, AdmissionDecisions.Decide(hasToken, handshakes, most, TimeSpan.FromMilliseconds(oldestMs), TimeSpan.FromSeconds(1)));

    [Theory]
    [InlineData(0, 0, 0, -1, 0, 0, 2, -1, Naming.Admitted)]
    [InlineData(9, 10, 0, -1, 0, 0, 2, -1, Naming.Admitted)]
    [InlineData(10, 10, 0, -1, 0, 0, 0, -1, Naming.TooManyFromAddress)]
    [InlineData(10, 10, 5, 5, 7, 7, 0, 4, Naming.TooManyFromAddress)]
    [InlineData(0, 0, 4, 5, 0, 0, 2, -1, Naming.Admitted)]
    [InlineData(0, 0, 5, 5, 0, 0, 0, 4, Naming.TooManyOfClass)]
    [InlineData(0, 0, 0, 0, 0, 0, 2, -1, Naming.TooManyOfClass)]
    [InlineData(0, 0, 0, -1, 6, 7, 4, 4, Naming.Admitted)]
    [InlineData(0, 0, 0, -1, 7, 7, 2, 4, Naming.AdmittedForAnother)]
    [InlineData(0, 0, 0, -1, 7, 7, 0, 1, Naming.AdmittedForAnother)]
    [InlineData(0, 0, 0, -1, 7, 7, 2, 2, Naming.Full)]
    [InlineData(0, 0, 0, -1, 7, 7, 0, 0, Naming.Full)]
    [InlineData(0, 0, 0, -1, 7, 7, 4, 0, Naming.Full)]
    [InlineData(0, 0, 0, -1, 7, 7, 0, -1, Naming.Full)]
    public void A_connection_with_a_name(int ofAddress, int perAddress, int ofClass, int perClass, int all, int total, int grade, int victim, Naming expected) =>
        Assert.Equal(expected, AdmissionDecisions.Decide(new NamingState(ofAddress, perAddress, ofClass, perClass < 0 ? null : perClass, all, total, grade, victim)));

    [Fact]
    public void The_highest_grade_gives_way_to_nobody()
    {
        for (int grade = 0; grade < Admission.Grades; grade++)
            Assert.NotEqual(Naming.AdmittedForAnother, AdmissionDecisions.Decide(new NamingState(0, 0, 0, null, 1, 1, grade, Victim: 0)));
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.1.2.3", "::ffff:10.1.2.3", true)]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Addresses_are_counted_by_host_or_by_network(string one, string other, bool together) =>
        Assert.Equal(together, AddressKey.Of(System.Net.IPAddress.Parse(one)) == AddressKey.Of(System.Net.IPAddress.Parse(other)));

    [Fact]
    public void Every_fault_of_the_options_is_told_with_its_path()
    {
        IReadOnlyList<string> faults = new AdmissionOptions { AcceptPerSecond = -1, Handshakes = 0, KeepAliveTries = 200, HeldBytes = 1, UnsentLimit = TimeSpan.FromDays(2) }.Faults("gate.connections");
        Assert.Equal(
            ["acceptPerSecond", "handshakes", "keepAliveTries", "unsentLimit", "heldBytes"],
            faults.Select(fault => fault["gate.connections.".Length..fault.IndexOf(':', StringComparison.Ordinal)]));
        Assert.Throws<ArgumentException>(() => new Admission(new AdmissionOptions { Handshakes = 0 }));
    }
}
