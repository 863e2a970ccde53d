using System.Net.Sockets;
using Seawall.Transport.Tests;

namespace Seawall.Gate.Tests;

/// <summary>A proxied query allocates nothing on the loop's thread, with statistics and capture on.</summary>
public sealed class AllocationTests
{
    private const int WarmUp = 3_000;
    private const int Measured = 3_000;

    [Fact]
    public Task A_simple_query_with_ever_new_literals_allocates_nothing() =>
        AssertNothingAsync(setUp: null, n => Wire.Query($"select {n:0000000} as n, 'text {n:0000000}' /*role='app',caller='web'*/"));

    [Fact]
    public Task An_extended_query_allocates_nothing() => AssertNothingAsync(
        setUp: null,
        n => Wire.Join(Wire.Parse("", "select $1::int, $2::text"), Wire.Bind("", "", $"{n:0000000}", "abc"), Wire.DescribePortal(""), Wire.Execute(""), Wire.Sync));

    [Fact]
    public Task A_prepared_query_allocates_nothing() => AssertNothingAsync(
        Wire.Join(Wire.Parse("s1", "select $1::int, $2::text"), Wire.Sync),
        n => Wire.Join(Wire.Bind("", "s1", $"{n:0000000}", "abc"), Wire.Execute(""), Wire.Sync));

    [Fact]
    public Task A_pipeline_with_a_transaction_and_an_error_allocates_nothing() => AssertNothingAsync(
        Wire.Query("set client_min_messages = error"),
        n => Wire.Join(
            Wire.Query("begin"),
            Wire.Parse("p", "select 1"), Wire.Bind("c", "p"), Wire.Execute("c"), Wire.CloseStatement("p"), Wire.Bind("", "nope"), Wire.Sync,
            Wire.Query($"rollback; select {n:0000000}")),
        readies: 3);

    private static async Task AssertNothingAsync(byte[]? setUp, Func<int, byte[]> query, int readies = 1)
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { Admin = null, Stages = [new WordStage("nobody writes this")] });
        using RawClient client = RawClient.Login(fixture);
        if (setUp is not null)
        {
            client.Send(setUp);
            client.ReadToReady();
        }
        byte[][] queries = [.. Enumerable.Range(0, WarmUp + Measured).Select(query)];
        byte[] buffer = new byte[64 * 1024];
        using AllocationProbe probe = new(fixture.Gate.Loops[0].Loop);
        Run(client.Socket, queries.AsSpan(0, WarmUp), buffer, readies);
        _ = probe.Read();
        long before = probe.Read();

        Run(client.Socket, queries.AsSpan(WarmUp), buffer, readies);

        Assert.Equal(0, probe.Read() - before);
        Assert.True(fixture.Gate.Capture!.Captured >= WarmUp + Measured, $"captured {fixture.Gate.Capture.Captured}");
    }

    private static void Run(Socket socket, ReadOnlySpan<byte[]> queries, byte[] buffer, int readies)
    {
        foreach (byte[] query in queries)
        {
            socket.Send(query);
            for (int seen = 0; seen < readies;)
            {
                int count = socket.Receive(buffer);
                Assert.True(count > 0, "the gate ended the connection");
                for (ReadOnlySpan<byte> rest = buffer.AsSpan(0, count); rest.IndexOf("Z\0\0\0\u0005"u8) is >= 0 and var at; rest = rest[(at + 5)..])
                    seen++;
            }
        }
    }
}
