using Seawall.Client.Gates;
using Seawall.Gate.Startup;

namespace Seawall.Gate.Admitting;

/// <summary>What a client is told that may not come in, or may not stay: 53300 too_many_connections and 57P01 admin_shutdown, which drivers may try again, in PostgreSQL's own words where it has some.</summary>
internal static class ConnectionRefusals
{
    private const string TooMany = "53300";
    private const string Shutdown = "57P01";

    public static Refusal TooManyOfBusiness(string business, int cap) => new(
        TooMany,
        $"too many connections for business \"{business}\" at the gate",
        Hint: $"{GateConnections.Key} lets it have {cap}: close connections that nobody uses, pool them, or have the cap raised.");

    public static Refusal TooManyFromAddress(int cap) => new(
        TooMany,
        "too many connections from this address at the gate",
        Hint: $"{GateConnections.Key} lets an address have {cap}: close connections that nobody uses, pool them, or have the cap raised.");

    public static Refusal Full(int total, string business) => new(
        TooMany,
        "too many connections at the gate",
        Hint: $"It holds {total} and none matters less than business \"{business}\" by {GateGrades.Key}; close connections that nobody uses, or start another gate on the port.");

    public static Refusal WaitedTooLong(TimeSpan limit, string upstream) => new(
        TooMany,
        $"the turn to log in to {upstream} did not come within {limit.TotalSeconds:0} s",
        Hint: "Too many connect at once; connect again later, and pool connections instead of opening them anew.");

    public static Refusal Shed(string business) => new(
        Shutdown,
        $"the gate closed a connection of business \"{business}\" to let in one that matters more",
        Hint: $"Nothing was under way. The gate is full; connect again later. What matters more is in {GateGrades.Key}.");

    public static Refusal IdleTooLong(int seconds) => new(
        "57P05",
        $"the gate closed a connection that was idle for {seconds} s",
        Hint: $"{GateConnections.Key} has idleSeconds; nothing was under way.");
}
